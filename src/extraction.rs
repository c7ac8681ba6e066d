//! What is read from an article: plain records, produced by `extract`, stored by `store`.

use crate::article::{Article, LabelKind, Metadata, vocabulary};
use crate::text::{CodePoints, Edtf, Span};
use serde::{Deserialize, Serialize};

/// Everything read from one article. Spans are byte ranges of its text.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Extraction {
    /// What was known of the article, completed by what its text says (language, title, publication date …).
    pub metadata: Metadata,
    /// Named states, places, organisations, armed groups and persons, in order, without overlap.
    pub mentions: Vec<Mention>,
    /// Dates and periods, in order, without overlap.
    pub dates: Vec<DateMention>,
    /// What one actor did to, said to or agreed with another.
    pub relations: Vec<Relation>,
    /// Lasting facts: membership, office, seat, founding.
    pub ties: Vec<Tie>,
    /// Sentences that name two actors and gave no relation.
    pub near_misses: Vec<NearMiss>,
    /// The sentences of the prose, in order.
    pub sentences: Vec<Span>,
}

vocabulary! {
    /// What a mention names.
    MentionType {
        /// A state, by its name or by a metonym that stands for its government.
        State = "state",
        /// A place as a place.
        Place = "place",
        /// A named organisation.
        Organization = "organization",
        /// An armed group that is not a state's.
        ArmedGroup = "armed_group",
        /// A person by name.
        Person = "person",
    }
}

vocabulary! {
    /// How a mention names what it names.
    Reading {
        /// By its own name.
        Name = "name",
        /// By a capital, palace or the like that stands for a government.
        Metonym = "metonym",
        /// By an acronym.
        Acronym = "acronym",
        /// By the surname of a person named in full elsewhere.
        Surname = "surname",
    }
}

/// A name in the text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mention {
    /// Where it stands.
    pub span: Span,
    /// What it names.
    pub kind: MentionType,
    /// The code of the entity: ISO 3166-1 alpha-3, an acronym, or a canonical name, without the country.
    pub code: String,
    /// ISO 3166-1 alpha-3 of the country it belongs to or lies in, when there is just one.
    pub country: Option<String>,
    /// The entity's canonical name.
    pub name: String,
    /// The PLOVER sector of the entity, where known.
    pub sector: Option<String>,
    /// Its Wikidata identifier, where known.
    pub wikidata: Option<String>,
    /// How it names it.
    pub reading: Reading,
    /// The number of the sentence it stands in.
    pub sentence: usize,
    /// The rule that found it.
    pub rule: String,
}

impl Mention {
    /// The code as the codebook writes it: `MLI`, `AES`, `FAMA@MLI`.
    pub fn coded(&self) -> String {
        match &self.country {
            Some(country) if *country != self.code => format!("{}@{country}", self.code),
            _ => self.code.clone(),
        }
    }
}

/// A date or period in the text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DateMention {
    /// Where it stands.
    pub span: Span,
    /// What it says.
    pub value: Edtf,
    /// The pattern that found it.
    pub rule: String,
}

vocabulary! {
    /// The sixteen event types of PLOVER 2.0, and `TENSION`.
    RelationType {
        /// Promise, plan or offer to cooperate.
        Agree = "AGREE",
        /// Meet, visit, talk, mediate.
        Consult = "CONSULT",
        /// Support in words or by a diplomatic act.
        Support = "SUPPORT",
        /// Yield in words.
        Concede = "CONCEDE",
        /// Cooperate materially, to the good of both.
        Cooperate = "COOPERATE",
        /// Help materially, mainly to the good of the recipient.
        Aid = "AID",
        /// Yield in deed.
        Retreat = "RETREAT",
        /// Ask, demand, appeal.
        Request = "REQUEST",
        /// Blame, condemn, sue.
        Accuse = "ACCUSE",
        /// Refuse.
        Reject = "REJECT",
        /// Warn of serious consequences.
        Threaten = "THREATEN",
        /// Demonstrate as civilians.
        Protest = "PROTEST",
        /// Reduce relations.
        Sanction = "SANCTION",
        /// Move or ready forces.
        Mobilize = "MOBILIZE",
        /// Seize, arrest, expel, restrict.
        Coerce = "COERCE",
        /// Use force.
        Assault = "ASSAULT",
        /// A strained or hostile relation with no single act (not PLOVER).
        Tension = "TENSION",
    }
}

vocabulary! {
    /// PLOVER's quad classes.
    Quad {
        /// AGREE, CONSULT, SUPPORT, CONCEDE.
        VerbalCooperation = "verbal cooperation",
        /// COOPERATE, AID, RETREAT.
        MaterialCooperation = "material cooperation",
        /// REQUEST, ACCUSE, REJECT, THREATEN, TENSION.
        VerbalConflict = "verbal conflict",
        /// PROTEST, SANCTION, MOBILIZE, COERCE, ASSAULT.
        MaterialConflict = "material conflict",
    }
}

impl RelationType {
    /// Whether it holds both ways and is found from either side.
    pub const fn is_mutual(self) -> bool {
        matches!(self, Self::Agree | Self::Consult | Self::Cooperate | Self::Tension)
    }

    /// Its quad class.
    pub const fn quad(self) -> Quad {
        match self {
            Self::Agree | Self::Consult | Self::Support | Self::Concede => Quad::VerbalCooperation,
            Self::Cooperate | Self::Aid | Self::Retreat => Quad::MaterialCooperation,
            Self::Request | Self::Accuse | Self::Reject | Self::Threaten | Self::Tension => Quad::VerbalConflict,
            Self::Protest | Self::Sanction | Self::Mobilize | Self::Coerce | Self::Assault => Quad::MaterialConflict,
        }
    }
}

vocabulary! {
    /// The standing of a relation in the text.
    Status {
        /// In the article's own voice, or announced by the actor as done.
        Asserted = "asserted",
        /// Announced for the future.
        Planned = "planned",
        /// Only said by someone about another's act.
        Claimed = "claimed",
        /// Said not to be so.
        Denied = "denied",
        /// Supposed.
        Hypothetical = "hypothetical",
    }
}

/// One side of a relation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Party {
    /// The actor's code, without a country.
    pub code: String,
    /// The PLOVER sector that acts or is acted upon (`GOV`, `MIL` …), where the text says it.
    pub sector: Option<String>,
    /// The words that stand for it.
    pub span: Span,
}

/// What one actor (or several) did to, said to or agreed with another.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Relation {
    /// Its PLOVER type, or `TENSION`.
    pub kind: RelationType,
    /// Its PLOVER mode.
    pub mode: Option<String>,
    /// Its PLOVER contexts.
    pub contexts: Vec<String>,
    /// CAMEO's Goldstein value, from -10 to 10.
    pub goldstein: Option<f64>,
    /// Who acts; each is one side of its own.
    pub sources: Vec<Party>,
    /// Upon or with whom.
    pub targets: Vec<Party>,
    /// When, as the text says.
    pub date: Option<Edtf>,
    /// Where, as the text says.
    pub place: Option<String>,
    /// Its standing.
    pub status: Status,
    /// Whose words carry it.
    pub said_by: Option<String>,
    /// The shortest stretch that states it.
    pub evidence: Span,
    /// From 0 to 1: how far it is to be trusted by the way it was found (verb, noun, adjective; parties named or
    /// guessed). Set by hand, not calibrated.
    pub confidence: f64,
    /// The rule that found it.
    pub rule: String,
    /// The words it was read from.
    pub trace: Trace,
}

/// The words a relation was read from, by the part they play.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Trace {
    /// Part and words: `trigger`, `source`, `target`, `date`, `place`, `speaker`, or a cue such as `negation`, `future`.
    pub parts: Vec<(String, Span)>,
}

vocabulary! {
    /// A lasting fact.
    TieKind {
        /// A state belongs to an organisation.
        MemberOf = "member_of",
        /// A person holds an office.
        HoldsOffice = "holds_office",
        /// An organisation has its seat in a place.
        BasedIn = "based_in",
        /// An organisation was founded by an actor.
        FoundedBy = "founded_by",
        /// A body belongs to a larger one.
        PartOf = "part_of",
    }
}

/// A lasting fact stated in the text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tie {
    /// What kind of fact.
    pub kind: TieKind,
    /// Whom it is about: a code, or a person's full name.
    pub subject: String,
    /// The other end: a code or a place (`Tamanrasset@DZA`).
    pub object: String,
    /// The office, as worded, for `holds_office`.
    pub office: Option<String>,
    /// When, as the text says.
    pub date: Option<Edtf>,
    /// The stretch that states it.
    pub evidence: Span,
    /// The rule that found it.
    pub rule: String,
}

/// A sentence that names two actors and gave no relation, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NearMiss {
    /// The sentence.
    pub sentence: Span,
    /// The actors it names.
    pub actors: Vec<String>,
    /// The trigger that came nearest, if any.
    pub trigger: Option<Span>,
    /// What was missing.
    pub reason: String,
}

impl Extraction {
    /// The extraction in the codebook's final form, as JSON: offsets in code points, several parties as a list.
    ///
    /// `article` is the article it was read from.
    pub fn to_json(&self, article: &Article) -> serde_json::Value {
        use serde_json::json;
        let points = CodePoints::new(&article.text);
        let place = |span: Span| points.range(span);
        let surface = |span: Span| span.slice(&article.text).unwrap_or_default();
        let boilerplate: Vec<&str> = article
            .labels
            .iter()
            .filter(|label| !matches!(label.kind, LabelKind::Title | LabelKind::Dateline))
            .map(|label| surface(label.span).trim())
            .collect();
        let mentions = self.mentions.iter().map(|mention| {
            let (start, end) = place(mention.span);
            json!({"start": start, "end": end, "text": surface(mention.span), "type": mention.kind, "code": mention.coded()})
        });
        let dates = self.dates.iter().map(|date| {
            let (start, end) = place(date.span);
            json!({"start": start, "end": end, "text": surface(date.span), "value": date.value})
        });
        let relations = self.relations.iter().map(|relation| {
            let (start, end) = place(relation.evidence);
            let codes = |parties: &[Party]| parties.iter().map(|party| party.code.clone()).collect::<Vec<_>>();
            json!({
                "type": relation.kind, "source": codes(&relation.sources), "target": codes(&relation.targets),
                "date": relation.date, "status": relation.status, "said_by": relation.said_by,
                "evidence": surface(relation.evidence), "start": start, "end": end,
            })
        });
        let ties = self.ties.iter().map(|tie| {
            let (start, end) = place(tie.evidence);
            let mut value = json!({"tie": tie.kind, "subject": tie.subject, "object": tie.object});
            if let (Some(office), Some(fields)) = (&tie.office, value.as_object_mut()) {
                fields.insert("office".to_owned(), json!(office));
            }
            if let Some(fields) = value.as_object_mut() {
                fields.insert("date".to_owned(), json!(tie.date));
                fields.insert("evidence".to_owned(), json!(surface(tie.evidence)));
                fields.insert("start".to_owned(), json!(start));
                fields.insert("end".to_owned(), json!(end));
            }
            value
        });
        json!({
            "language": self.metadata.language,
            "metadata": {
                "title": self.metadata.title, "published": self.metadata.published, "authors": self.metadata.authors,
                "agency": self.metadata.agency, "photo_credit": self.metadata.photo_credit, "boilerplate": boilerplate,
            },
            "mentions": mentions.collect::<Vec<_>>(), "dates": dates.collect::<Vec<_>>(), "relations": relations.collect::<Vec<_>>(), "ties": ties.collect::<Vec<_>>(),
        })
    }
}
