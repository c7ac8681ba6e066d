#[cfg(test)]
use super::*;
use proptest::prelude::*;

#[test]
fn queries_are_read() {
    for (query, understood) in [
        ("coopération militaire", "coopération militaire"),
        ("\"président malien\"", "\"président malien\""),
        ("«président malien»", "\"président malien\""),
        ("Bamako OR Alger rappelle", "(Bamako OR Alger) rappelle"),
        ("a OR b OR c", "(a OR b OR c)"),
        ("a AND b", "a b"),
        ("mali -drone", "mali -drone"),
        ("mali NOT drone", "mali -drone"),
        ("milit*", "milit*"),
        ("d'Algérie", "Algérie"),
        ("l’Algérie", "Algérie"),
        ("QU’IL", "IL"),
        ("l’OR OR-", "\"OR\" \"OR\""),
        ("aujourd'hui", "aujourd-hui"),
        ("\"de l'Algérie\"", "\"de l Algérie\""),
        ("Al-Qaïda", "Al-Qaïda"),
        ("C++ 50% 20.04 @x AT&T", "C 50 20-04 x AT-T"),
        ("mali,niger;togo", "mali niger togo"),
        ("mali – niger - togo : oui !", "mali niger togo oui"),
        ("title:mali texte:\"un drone\"", "title:mali text:\"un drone\""),
        ("titre:(mali OR niger) -text:togo", "title:(mali OR niger) -text:togo"),
        ("title:-mali", "-title:mali"),
        ("NEAR(mali algérie)", "NEAR(mali algérie, 10)"),
        ("NEAR(mali, \"un drone\", 3) tué", "NEAR(mali \"un drone\", 3) tué"),
        ("(mali (niger OR togo)) -(drone mine)", "(mali (niger OR togo)) -(drone mine)"),
        ("https://exemple.org/a", "https-exemple-org-a"),
        ("12:30", "12-30"),
        ("!!!", ""),
        ("", ""),
    ] {
        let read = Query::parse(query);
        assert_eq!(read.to_string(), understood, "{query}");
        assert_eq!(read.repairs, [], "{query}");
        assert_eq!(Query::parse_strict(query).as_ref(), Ok(&read));
    }
}

#[test]
fn faults_are_mended_and_told() {
    for (query, understood, at, expected) in [
        ("été \"mali", "été \"mali\"", 4, "a quotation mark"),
        ("été (mali niger", "été (mali niger)", 4, "`)`"),
        ("été mali) niger", "été mali niger", 8, "`(`"),
        ("OR mali", "mali", 0, "a word on both sides"),
        ("mali OR", "mali", 5, "a word on both sides"),
        ("mali OR OR niger", "(mali OR niger)", 8, "a word on both sides"),
        ("mali ()", "mali", 5, "words between the brackets"),
        ("mali \"\"", "mali", 5, "words between the quotation marks"),
        ("mali -)", "mali", 5, "a word, a phrase"),
        ("*mali", "mali", 0, "a word right before"),
        ("mali*algérie", "mali* algérie", usize::MAX, ""),
        ("nosuch:mali", "nosuch-mali", 0, "`title:`"),
        ("NEAR(mali)", "mali", 0, "words and perhaps"),
        ("NEAR(mali -niger togo, 3)", "NEAR(mali niger togo, 3)", 10, "words and perhaps"),
        ("NEAR(mali niger", "NEAR(mali niger, 10)", 0, "`)`"),
    ] {
        let read = Query::parse(query);
        assert_eq!(read.to_string(), understood, "{query}");
        if at == usize::MAX {
            assert_eq!(read.repairs, [], "{query}");
            continue;
        }
        assert_eq!(read.repairs.first().map(|repair| repair.position), Some(at), "{query}: {:?}", read.repairs);
        let fault = Query::parse_strict(query).expect_err("a fault");
        let QueryError::BadQuery { at: where_, expected: what } = &fault else { panic!("{fault:?}") };
        assert_eq!(*where_, at, "{query}");
        assert!(what.starts_with(expected), "{query}: {what}");
        assert!(fault.to_string().contains(expected), "{fault}");
    }
}

#[test]
fn long_and_deep_queries_are_cut() {
    let query = Query::parse(&"mot ".repeat(20_000));
    assert_eq!(query.words().len(), MAX_TERMS);
    assert!(query.repairs.len() <= 2, "{:?}", query.repairs);
    assert!(!Query::parse(&"é".repeat(2_000_000)).repairs.is_empty());
    assert!(Query::parse(&"(".repeat(5_000)).is_empty());
    assert_eq!(Query::parse(&format!("{}mali", "-".repeat(4_000))).words(), Vec::<&str>::new());
    Query::parse(&"title:(".repeat(600));
    Query::parse(&"NOT ".repeat(900));
}

proptest! {
    #[test]
    fn any_string_is_read_and_reads_again_as_it_was_understood(
        query in "\\PC{0,60}|[\"()*:^,+\\-{} a-eéOR’'\\x00-\\x1f]{0,40}|(mali|OR|-|\\(|\\)|\"|title:|NEAR\\(|, 3|\\*| ){0,20}"
    ) {
        let read = Query::parse(&query);
        for repair in &read.repairs {
            prop_assert!(repair.position <= query.chars().count());
        }
        let understood = read.to_string();
        let again = Query::parse(&understood);
        prop_assert_eq!(&again.root, &read.root);
        prop_assert_eq!(again.to_string(), understood);
        prop_assert!(again.repairs.is_empty(), "{:?}", again.repairs);
    }
}
