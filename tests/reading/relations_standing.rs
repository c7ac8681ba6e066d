//! What the verbs, conjunctions and speakers around an act make of it: done, planned, claimed, denied, supposed.

use corpus::{Article, Lexicon, Metadata, extract};

/// The first relation of type `kind` in `text`: who, upon whom, its standing, by whose words.
fn standing(text: &str, kind: &str) -> Option<String> {
    let metadata = Metadata {
        language: Some("fr".to_owned()),
        published: Some("2025-04-07".parse().expect("a day")),
        ..Metadata::default()
    };
    let article = Article { text: text.to_owned(), metadata, ..Article::default() };
    let relations = extract(&article, Lexicon::builtin()).relations;
    relations.iter().find(|relation| relation.kind.as_str() == kind).map(|relation| {
        let codes = |parties: &[corpus::extraction::Party]| {
            parties.iter().map(|party| party.code.clone()).collect::<Vec<_>>().join("+")
        };
        let said_by = relation.said_by.as_ref().map(|speaker| format!(" by {speaker}")).unwrap_or_default();
        format!("{} {} {}{said_by}", codes(&relation.sources), codes(&relation.targets), relation.status.as_str())
    })
}

fn check(cases: &[(&str, &str, &str)]) {
    for (text, kind, expected) in cases {
        assert_eq!(standing(text, kind).as_deref(), Some(*expected), "{kind} in {text}");
    }
}

#[test]
fn both_verbs_of_a_group_have_one_subject() {
    check(&[
        ("La France va livrer des missiles à l’Ukraine.", "AID", "FRA UKR planned"),
        ("La France vient de livrer des missiles à l’Ukraine.", "AID", "FRA UKR asserted"),
        ("La France a fait livrer des missiles à l’Ukraine.", "AID", "FRA UKR asserted"),
        ("La France dit avoir livré des missiles à l’Ukraine.", "AID", "FRA UKR asserted"),
        ("La France a confirmé avoir livré des missiles à l’Ukraine.", "AID", "FRA UKR asserted"),
        ("Après avoir livré des missiles à l’Ukraine, la France hésite.", "AID", "FRA UKR asserted"),
        ("La Russie va mener des frappes contre l’Ukraine.", "ASSAULT", "RUS UKR planned"),
    ]);
}

#[test]
fn governing_verbs_change_what_is_said() {
    check(&[
        ("La France devrait livrer des missiles à l’Ukraine.", "AID", "FRA UKR planned"),
        ("La France pourrait livrer des missiles à l’Ukraine.", "AID", "FRA UKR hypothetical"),
        ("La France a promis de livrer des missiles à l’Ukraine.", "AGREE", "FRA UKR asserted"),
        ("La France refuse de livrer des missiles à l’Ukraine.", "REJECT", "FRA UKR asserted"),
        ("La France a cessé de livrer des missiles à l’Ukraine.", "SANCTION", "FRA UKR asserted"),
        ("La France n’a cessé de livrer des missiles à l’Ukraine.", "AID", "FRA UKR asserted"),
        ("La France a fini par livrer des missiles à l’Ukraine.", "AID", "FRA UKR asserted"),
        ("La France a failli livrer des missiles à l’Ukraine.", "AID", "FRA UKR denied"),
        ("La France se dit prête à livrer des missiles à l’Ukraine.", "AGREE", "FRA UKR asserted"),
        ("La France a annoncé qu’elle livrerait des missiles à l’Ukraine.", "AID", "FRA UKR planned"),
    ]);
}

#[test]
fn what_is_supposed_or_asked_is_not_told() {
    check(&[
        ("Si la France livrait des missiles à l’Ukraine, Moscou riposterait.", "AID", "FRA UKR hypothetical"),
        ("La France a-t-elle livré des missiles à l’Ukraine ?", "AID", "FRA UKR hypothetical"),
        // It is granted that it did, and asked why.
        ("Si la France a livré des missiles à l’Ukraine, Berlin hésite.", "AID", "FRA UKR asserted"),
        ("Pourquoi la France a-t-elle livré des missiles à l’Ukraine ?", "AID", "FRA UKR asserted"),
    ]);
}

#[test]
fn accusers_and_speakers_are_found_on_either_side() {
    check(&[
        ("Moscou accuse la France d’avoir livré des missiles à l’Ukraine.", "AID", "FRA UKR claimed by RUS"),
        ("La France est accusée d’avoir livré des missiles à l’Ukraine.", "AID", "FRA UKR claimed"),
        ("La France a livré des missiles à l’Ukraine, affirme la Russie.", "AID", "FRA UKR claimed by RUS"),
        ("Selon la Russie, la France a livré des missiles à l’Ukraine.", "AID", "FRA UKR claimed by RUS"),
        ("Le Rwanda arme le M23, accuse Kinshasa.", "AID", "RWA M23 claimed by COD"),
    ]);
}

#[test]
fn a_name_behind_a_fixed_expression_is_its_object() {
    check(&[
        ("Pékin a mis en garde Washington.", "THREATEN", "CHN USA asserted"),
        ("Rabat a mis en cause Alger.", "ACCUSE", "MAR DZA asserted"),
    ]);
}

#[test]
fn what_is_set_in_between_hides_nobody() {
    let around = |kind: &str, expected: &str, sentences: &[&str]| {
        for sentence in sentences {
            assert_eq!(standing(sentence, kind).as_deref(), Some(expected), "{kind} in {sentence}");
        }
    };
    around(
        "AID",
        "FRA UKR asserted",
        &[
            "La France a livré, lundi 31 mars, des missiles à l’Ukraine.",
            "La France a livré, dans un convoi parti mardi, des missiles à l’Ukraine.",
            "La France a livré (par avion) des missiles à l’Ukraine.",
            "La France, qui traverse une crise profonde, a livré des missiles à l’Ukraine.",
            "La France (qui préside le groupe) a livré des missiles à l’Ukraine.",
            "La France – qui préside le groupe – a livré des missiles à l’Ukraine.",
            "La France, comme ses voisins, a livré des missiles à l’Ukraine.",
            "La France et ses alliés ont livré des missiles à l’Ukraine.",
            "La France a officiellement et publiquement livré des missiles à l’Ukraine.",
            "C’est ainsi que la France a livré des missiles à l’Ukraine.",
        ],
    );
    around(
        "CONSULT",
        "CHN MLI asserted",
        &["Le président malien a reçu en audience, ce mardi au palais, l’ambassadeur de Chine."],
    );
    around("SANCTION", "NOR MMR asserted", &["La Norvège a gelé une partie de son aide à la Birmanie."]);
}

#[test]
fn who_is_accused_or_quoted_is_told_from_who_accuses() {
    check(&[
        ("Le Rwanda est accusé par Kinshasa d’avoir attaqué l’armée burundaise.", "ASSAULT", "RWA BDI claimed by COD"),
        ("Accusé par Kinshasa de soutenir le M23, le Rwanda dément.", "ACCUSE", "COD RWA asserted"),
        ("L’Iran est derrière l’attaque, accuse Riyad.", "ACCUSE", "SAU IRN asserted"),
        (
            "La Russie a promis de livrer des armes au Mali et de former les soldats maliens.",
            "AGREE",
            "RUS MLI asserted",
        ),
        (
            "Kinshasa a annoncé une réunion alors que le Rwanda a attaqué l’armée burundaise.",
            "ASSAULT",
            "RWA BDI asserted",
        ),
    ]);
}

#[test]
fn the_likelier_of_two_states_of_one_name() {
    check(&[
        ("Le Rwanda a attaqué l’armée congolaise à Goma.", "ASSAULT", "RWA COD asserted"),
        (
            "Le Congo-Brazzaville et le Gabon ont un différend. Brazzaville l’a dit : l’armée congolaise a attaqué \
             des soldats gabonais.",
            "ASSAULT",
            "COG GAB asserted",
        ),
    ]);
}

#[test]
fn several_who_stood_together_are_meant_again() {
    let said = "Les présidents du Mali, du Niger et du Burkina Faso se sont réunis à Bamako.";
    for next in [
        "Les dirigeants ont condamné l’ingérence de la France.",
        "Ils ont condamné l’ingérence de la France.",
        "La France a réagi lundi. Les trois pays ont condamné l’ingérence de la France.",
    ] {
        let text = format!("{said} {next}");
        assert_eq!(standing(&text, "ACCUSE").as_deref(), Some("MLI+NER+BFA FRA asserted"), "{text}");
    }
}
