//! Whole dispatches, written for these tests: who is named, as what, and for whom each acts.

use corpus::article::Article;
use corpus::extract::document::Document;
use corpus::extract::names::{descriptions, names};
use corpus::lexicon::Lexicon;

/// `surface TYPE code[@country]` of each name in `text`.
fn found(text: &str) -> Vec<String> {
    let article = Article { text: text.to_owned(), ..Article::default() };
    let lexicon = Lexicon::builtin();
    let document = Document::new(&article, lexicon);
    names(&document, lexicon)
        .iter()
        .map(|name| {
            let country = name.country.as_ref().filter(|country| **country != name.code);
            let country = country.map(|country| format!("@{country}")).unwrap_or_default();
            format!("{} {} {}{country}", document.surface(&name.tokens), name.kind, name.code)
        })
        .collect()
}

#[test]
fn a_headline_in_capitals() {
    assert_eq!(
        found("TENSIONS ENTRE BAMAKO ET ALGER : LE MALI RAPPELLE SON AMBASSADEUR"),
        ["BAMAKO state MLI", "ALGER state DZA", "MALI state MLI"]
    );
}

#[test]
fn two_states_joined_by_a_hyphen_are_two() {
    assert_eq!(found("La coopération Mali-Maroc avance."), ["Mali state MLI", "Maroc state MAR"]);
}

#[test]
fn ministers_soldiers_and_their_states() {
    assert_eq!(
        found(
            "Le ministre nigérien de la Défense, Salifou Zorgou, a reçu mardi le général Moussa Zarka. \
             Zorgou a salué l’armée tchadienne, puis M. Zarka est parti."
        ),
        [
            "Salifou Zorgou person Salifou Zorgou@NER",
            "Moussa Zarka person Moussa Zarka@NER",
            "Zorgou person Salifou Zorgou@NER",
            "armée tchadienne organization ANT@TCD",
            "Zarka person Moussa Zarka@NER",
        ]
    );
}

#[test]
fn an_acronym_explained_once_is_known_from_then_on() {
    assert_eq!(
        found("Le Front des laboureurs du Zorg (FLZ) a signé. Selon le FLZ, tout va bien."),
        ["Front des laboureurs du Zorg organization FLZ", "FLZ organization FLZ", "FLZ organization FLZ"]
    );
}

#[test]
fn a_capital_acts_or_lies_there() {
    assert_eq!(
        found("Niamey accuse Paris. Le ministre est à Niamey depuis lundi. Les rues de Paris sont vides."),
        ["Niamey state NER", "Paris state FRA", "Niamey place Niamey@NER", "Paris place Paris@FRA"]
    );
}

#[test]
fn which_congo_the_article_tells() {
    assert_eq!(found("Brazzaville se tait. Le Congo attend.").last().map(String::as_str), Some("Congo state COG"));
    assert_eq!(found("Kinshasa se tait. Le Congo attend.").last().map(String::as_str), Some("Congo state COD"));
}

#[test]
fn demonyms_and_descriptions_are_no_names() {
    let text = "Les autorités maliennes et le royaume chérifien discutent avec l’organisation ouest-africaine.";
    assert_eq!(found(text), [""; 0]);
    let article = Article { text: text.to_owned(), ..Article::default() };
    let lexicon = Lexicon::builtin();
    let document = Document::new(&article, lexicon);
    let described: Vec<_> = descriptions(&document, lexicon)
        .into_iter()
        .map(|described| (document.surface(&described.tokens).to_owned(), described.code))
        .collect();
    assert_eq!(
        described,
        [
            ("le royaume chérifien".to_owned(), "MAR".to_owned()),
            ("l’organisation ouest-africaine".to_owned(), "ECOWAS".to_owned())
        ]
    );
}

#[test]
fn english_too() {
    assert_eq!(
        found(
            "The Malian army said that Algiers had shot down a drone. Ghanaian Prime Minister John Zorgou told the Senate in Accra."
        ),
        [
            "Malian army organization FAMA@MLI",
            "Algiers state DZA",
            "John Zorgou person John Zorgou@GHA",
            "Senate organization Senate@GHA",
            "Accra place Accra@GHA",
        ]
    );
}
