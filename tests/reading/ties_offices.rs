//! Who holds which office: beside the name, said by a verb, or known of a person the article names.

use corpus::extraction::TieKind;
use corpus::{Article, Lexicon, Metadata, extract};

/// The ties of a kind as `subject > object`.
fn ties(text: &str, kind: TieKind) -> Vec<String> {
    let metadata = Metadata {
        language: Some("fr".to_owned()),
        published: Some("2024-05-10".parse().expect("a day")),
        ..Metadata::default()
    };
    let article = Article { text: text.to_owned(), metadata, ..Article::default() };
    let ties = extract(&article, Lexicon::builtin()).ties;
    let of_kind = ties.into_iter().filter(|tie| tie.kind == kind);
    of_kind.map(|tie| format!("{} > {}", tie.subject, tie.object)).collect()
}

fn offices(cases: &[(&str, &[&str])]) {
    for (text, expected) in cases {
        assert_eq!(ties(text, TieKind::HoldsOffice), *expected, "{text}");
    }
}

#[test]
fn beside_the_name() {
    offices(&[
        ("Le président du Faso, Roch Kaboré, a parlé.", &["Roch Kaboré > BFA"]),
        ("Jean-Yves Le Drian, ministre français des Affaires étrangères, a parlé.", &["Jean-Yves Le Drian > FRA"]),
        ("Le chef de la diplomatie russe Sergueï Lavrov a parlé.", &["Sergueï Lavrov > RUS"]),
        ("Le porte-parole de la CMA, Almou Ag Mohamed, a parlé.", &["Almou Ag Mohamed > CMA"]),
        ("L’ambassadeur de France au Mali, Joël Meyer, a parlé.", &["Joël Meyer > FRA"]),
        ("Le chef de la Minusma, El-Ghassim Wane, a parlé.", &["El-Ghassim Wane > MINUSMA"]),
        (
            "Le président russe Vladimir Poutine et son homologue chinois Xi Jinping ont parlé.",
            &["Vladimir Poutine > RUS", "Xi Jinping > CHN"],
        ),
        (
            "Les présidents Emmanuel Macron et Abdelmadjid Tebboune ont parlé.",
            &["Emmanuel Macron > FRA", "Abdelmadjid Tebboune > DZA"],
        ),
    ]);
}

#[test]
fn said_by_a_verb() {
    offices(&[
        ("Ibrahim Touré a été nommé ministre de la Défense du Mali.", &["Ibrahim Touré > MLI"]),
        ("Ibrahim Touré n’est pas ministre de la Défense du Mali.", &[]),
    ]);
}

#[test]
fn at_the_head_of_a_body() {
    offices(&[
        ("L’Union africaine, présidée par Moussa Traoré, a réagi.", &["Moussa Traoré > AU"]),
        ("Moussa Traoré, qui dirige la Cédéao, a parlé.", &["Moussa Traoré > ECOWAS"]),
        (
            "L’Union africaine se réunit. Les experts, sous la coprésidence des généraux Moussa Traoré et Awa Keïta, \
             travaillent.",
            &["Moussa Traoré > AU", "Awa Keïta > AU"],
        ),
        ("Moussa Traoré ne dirige pas la Cédéao.", &[]),
        ("La Cédéao a été critiquée par Moussa Traoré.", &[]),
    ]);
}

#[test]
fn the_host_of_an_ambassador_is_not_who_sent_him() {
    offices(&[
        ("Le Canada a rappelé son ambassadeur à Washington, Paul Martin.", &["Paul Martin > CAN"]),
        ("L’ambassadeur américain en Australie John Smith a parlé.", &["John Smith > USA"]),
        (
            "L’Estonie a fait savoir à l’Otan, par son ministre de la Défense, Jaan Tamm, qu’elle refusait.",
            &["Jaan Tamm > EST"],
        ),
    ]);
}

#[test]
fn held_no_longer() {
    offices(&[
        ("L’ancien président nigérien Mahamadou Issoufou a parlé.", &[]),
        ("L’ex-président Blaise Compaoré a parlé.", &[]),
        ("Dioncounda Traoré, ancien président du Mali, a parlé.", &[]),
    ]);
}

#[test]
fn named_apart_from_the_office() {
    offices(&[
        ("Emmanuel Macron est à Alger. Le président français a parlé.", &["Emmanuel Macron > FRA"]),
        ("Emmanuel Macron est à Alger. Le président turc a parlé.", &[]),
    ]);
}

#[test]
fn members_in_lists() {
    for text in [
        "L’AES (Mali, Niger, Burkina Faso) a parlé.",
        "Les trois pays de l’AES, le Mali, le Niger et le Burkina Faso, ont parlé.",
        "Les pays de l’AES que sont le Mali, le Niger et le Burkina Faso ont parlé.",
    ] {
        assert_eq!(ties(text, TieKind::MemberOf), ["MLI > AES", "NER > AES", "BFA > AES"], "{text}");
    }
    assert!(ties("La Minusma (mission de l’ONU au Mali) a parlé.", TieKind::MemberOf).is_empty());
}
