//! Who the phrases of an article stand for, in sentences made up for it.

use super::{Discourse, Resolver, Stand};
use crate::article::{Article, Metadata};
use crate::extract::document::Document;
use crate::extract::phrases::{Unit, phrases};
use crate::extract::tags::Tagger;
use crate::extract::{dates, names};
use crate::lexicon::Lexicon;

/// The codes of whoever `phrase` stands for where it is met last in `text`, and how.
fn stands(text: &str, phrase: &str) -> (Vec<String>, Option<Stand>) {
    let lexicon = Lexicon::builtin();
    let metadata = Metadata {
        language: Some("fr".to_owned()),
        published: Some("2023-06-15".parse().expect("a date")),
        ..Metadata::default()
    };
    let article = Article { key: "test".to_owned(), text: text.to_owned(), metadata, ..Article::default() };
    let document = Document::new(&article, lexicon);
    let found = names::spoken(&document, lexicon, &names::names(&document, lexicon));
    let dated = dates::dates(&document, article.metadata.published.as_ref(), lexicon);
    let ranges: Vec<_> = dated.iter().map(|date| date.tokens.clone()).collect();
    let grammar = &lexicon.language("fr").expect("French").grammar;
    let tagger = Tagger { document: &document, grammar, lexicon: lexicon.names(), names: &found, dates: &ranges };
    let resolver = Resolver { document: &document, grammar, lexicon: lexicon.names(), names: &found };
    let mut discourse = Discourse::default();
    let mut last = None;
    for sentence in &document.sentences {
        let units = phrases(&tagger.tag(&sentence.tokens), grammar);
        let standings = resolver.resolve(&units, &mut discourse);
        for (placed, standing) in units.iter().zip(standings) {
            if matches!(placed.unit, Unit::Noun(_)) && document.surface(&placed.tokens) == phrase {
                last = Some(standing);
            }
        }
    }
    let standing = last.unwrap_or_else(|| panic!("no phrase «{phrase}» in «{text}»"));
    let stand = standing.as_ref().map(|standing| standing.stand);
    (standing.into_iter().flat_map(|standing| standing.actors).map(|actor| actor.code).collect(), stand)
}

#[track_caller]
fn assert_stands(text: &str, phrase: &str, codes: &[&str]) {
    assert_eq!(stands(text, phrase).0, codes, "«{phrase}» in «{text}»");
}

#[test]
fn descriptions_and_echoes() {
    assert_stands("Rabat a réagi. Le royaume chérifien proteste.", "Le royaume chérifien", &["MAR"]);
    assert_stands("Le président du Faso a parlé.", "du Faso", &["BFA"]);
    assert_stands("La Corée du Nord a tiré. Séoul veut que le Nord paie.", "le Nord", &["PRK"]);
    assert_stands("Le train va vers le Nord.", "vers le Nord", &[]);
    assert_stands("Taïwan se défend. L’île achète des armes.", "L’île", &["TWN"]);
    assert_stands(
        "Paris a rappelé ses soldats. L’ancienne puissance coloniale s’en va.",
        "L’ancienne puissance coloniale",
        &["FRA"],
    );
}

#[test]
fn capitals_and_places_that_act() {
    assert_stands("Bruxelles a sanctionné Moscou.", "Bruxelles", &["EU"]);
    assert_stands("La Belgique hésite. Bruxelles a sanctionné Moscou.", "Bruxelles", &["BEL"]);
    assert_stands("L’Europe condamne ce tir.", "L’Europe", &["EU"]);
    assert_stands("Les dirigeants européens protestent.", "Les dirigeants européens", &["EU"]);
    assert_stands("Sept pays européens protestent.", "Sept pays européens", &[]);
    assert_stands("Il parle de l’accord de Paris.", "de l’accord", &[]);
    assert_stands("Il parle de l’accord de Paris.", "de Paris", &[]);
    assert_eq!(stands("Les Américains frappent.", "Les Américains").1, Some(Stand::Actor));
    assert_eq!(stands("Une Américaine parle.", "Une Américaine").1, Some(Stand::Owned));
}

#[test]
fn persons_stand_for_whom_they_represent() {
    let text = "Le représentant spécial du secrétaire général des Nations unies pour l’Afrique de l’Ouest et le Sahel, Mahamat Saleh Annadif, est arrivé. Annadif a parlé.";
    assert_stands(text, "Mahamat Saleh Annadif", &["UN"]);
    assert_stands(text, "Annadif", &["UN"]);
    assert_stands("L’ambassadeur du Mali auprès de l’ONU, Zorgou Diarra, a parlé.", "Zorgou Diarra", &["MLI"]);
    let text = "Le Mali avance. Bamako décide. Le ministre de la Défense, Zorgou Camara, est là. M. Camara écoute.";
    assert_stands(text, "Camara", &["MLI"]);
}

#[test]
fn bodies_of_the_state_an_article_is_about() {
    let text = "Le Niger et Niamey. Les Nigériens attendent. Le gouvernement accuse la France.";
    assert_stands(text, "Le gouvernement", &["NER"]);
    assert_stands("Le Niger et Niamey. La France parle au gouvernement.", "au gouvernement", &["NER"]);
    assert_stands("Le Niger et Niamey. La colère du gouvernement monte.", "La colère", &["NER"]);
    assert_stands("Le Niger et Niamey. Le gouvernement local recule.", "Le gouvernement local", &[]);
    assert_stands("Le Niger reçoit l’ambassadeur de Chine. L’ambassadeur a souri.", "L’ambassadeur", &["CHN"]);
    assert_stands(
        "Emmanuel Macron est là. Le Mali et le Tchad aussi. Le chef de l’État parle.",
        "Le chef de l’État",
        &["FRA"],
    );
}

#[test]
fn what_refers_back() {
    let text = "Le Mali accuse la France. Le pays dénonce un complot.";
    assert_stands(text, "Le pays", &["MLI"]);
    assert_stands(
        "Les relations entre la France et le Mali se gâtent, le pays d’Afrique de l’Ouest accusant Paris.",
        "le pays",
        &["MLI"],
    );
    assert_stands("Le Mali et la France discutent. Les deux pays ont rompu.", "Les deux pays", &["MLI", "FRA"]);
    assert_stands("Le Mali et le Niger ont quitté l’alliance. Ces pays protestent.", "Ces pays", &["MLI", "NER"]);
    assert_stands(
        "Les ministres de la Cédéao ont sanctionné le Niger. Ceux-ci ont averti Paris.",
        "Ceux-ci",
        &["ECOWAS"],
    );
    assert_stands("L’Ukraine se bat. Gaza brûle. Les soldats ukrainiens tiennent l’est du pays.", "du pays", &["UKR"]);
    assert_stands("Bamako a reçu Moscou. Nos deux pays coopèrent.", "Nos deux pays", &["MLI", "RUS"]);
    assert_stands("Bamako et Moscou se parlent. L’hôte du président malien a souri.", "L’hôte", &["RUS"]);
    assert_stands("Damas parle. Les marchés attendent et leurs soldats dorment.", "leurs soldats", &[]);
    assert_stands("Bamako a reçu Alger. Celle-ci a souri.", "Celle-ci", &["DZA"]);
    assert_stands("La France a déclaré que tous ses soldats avaient quitté le Mali.", "tous ses soldats", &["FRA"]);
    assert_stands("La Chine a parlé. L’accord est prêt. Elle attend.", "Elle", &["CHN"]);
    assert_stands("La Chine a parlé. La décision est prise. Elle étonne.", "Elle", &[]);
    assert_stands("Alger a parlé. Il faut attendre.", "Il", &[]);
    assert_stands("« Nous ne céderons pas », a déclaré le Premier ministre malien.", "Nous", &["MLI"]);
}

#[test]
fn armed_groups() {
    assert_stands("Les rebelles du M23 avancent. Les rebelles ont pris la ville.", "Les rebelles", &["M23"]);
    assert_stands("Des mercenaires russes sont là.", "Des mercenaires russes", &["ARMED GROUP"]);
    assert_stands("Les attaques djihadistes se multiplient.", "Les attaques djihadistes", &["ARMED GROUP"]);
    assert_eq!(stands("Les attaques djihadistes se multiplient.", "Les attaques djihadistes").1, Some(Stand::Owned));
    assert_stands("Les talibans ont signé.", "Les talibans", &["TALIBAN"]);
}

#[test]
fn brackets_and_places_between() {
    assert_stands(
        "La force de maintien de la paix des Nations unies (Minusma) part.",
        "des Nations unies (Minusma)",
        &["MINUSMA"],
    );
    assert_stands(
        "La Communauté économique des États de l’Afrique de l’Ouest (Cédéao), qui a réagi, proteste.",
        "La Communauté économique des États de l’Afrique de l’Ouest (Cédéao)",
        &["ECOWAS"],
    );
    let text = "Ils opèrent dans la zone frontalière entre le Mali et le Niger.";
    assert_eq!(stands(text, "entre le Mali").1, Some(Stand::Place));
    assert_stands("Un allié de Paris a parlé.", "Un allié", &[]);
    assert_stands(
        "Les gouvernements malien, nigérien et burkinabè sont là.",
        "Les gouvernements malien, nigérien et burkinabè",
        &["MLI", "NER", "BFA"],
    );
}
