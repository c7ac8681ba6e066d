//! A faulty pack of names stops the load and says where; what the packs say can be asked for.

use corpus::error::Error;
use corpus::lexicon::Lexicon;
use corpus::lexicon::pack::PackFile;

fn compile(files: &[(&str, &str)]) -> Result<Lexicon, Error> {
    let files: Vec<_> = files.iter().map(|(path, text)| PackFile::new(*path, (*text).to_owned())).collect();
    Lexicon::compile(&files)
}

const HEADER: &str = "source = \"s\"\nlicence = \"l\"\n";

fn fault(path: &str, body: &str) -> (String, usize, String) {
    match compile(&[(path, &format!("{HEADER}{body}"))]) {
        Err(Error::Lexicon { file, line, reason, .. }) => (file, line, reason),
        other => panic!("expected a fault of the lexicon, got {other:?}"),
    }
}

#[test]
fn faults_are_told_with_file_and_line() {
    let state = "[[state]]\ncode = \"MLI\"\niso2 = \"ML\"\nname = \"Mali\"\n";
    for (body, line, says) in [
        (format!("{state}colour = \"red\"\n"), 7, "colour"),
        (format!("{state}{state}"), 8, "taken"),
        (state.replace("MLI", "Mali"), 4, "three capitals"),
        ("[[place]]\nname = \"Kidal\"\nkind = \"town\"\ncountry = \"XXX\"\n".to_owned(), 4, "XXX"),
        ("[[organization]]\ncode = \"A@B\"\nname = \"A\"\nkind = \"igo\"\n".to_owned(), 4, "@"),
        ("[[organization]]\ncode = \"A\"\nname = \"A\"\nkind = \"club\"\n".to_owned(), 6, "club"),
    ] {
        let (file, at, reason) = fault("actors/test.toml", &body);
        assert_eq!((file.as_str(), at), ("actors/test.toml", line), "{reason}");
        assert!(reason.contains(says), "{reason:?} names {says:?}");
    }
}

#[test]
fn faults_of_shapes_are_told_too() {
    let words = "[words]\narticles = [\"le\"]\n[links]\nde = [\"de\"]\n";
    for (body, says) in [
        ("[words]\nverbs = [\"a\"]\n[links]\n".to_owned(), "no list of words"),
        (format!("{words}[[reading]]\nid = \"a\"\nof = \"both\"\nlink = [\"par\"]\nreads = \"place\"\n"), "no link"),
        (format!("{words}[[reading]]\nid = \"a\"\nof = \"both\"\nreads = \"person\"\n"), "read as"),
        (format!("{words}[[finder]]\nid = \"a\"\n[[finder]]\nid = \"a\"\n"), "taken"),
    ] {
        let (_, line, reason) = fault("fr/names.toml", &body);
        assert!(line > 1 && reason.contains(says), "line {line}: {reason:?} names {says:?}");
    }
    let nameless = compile(&[("fr/names.toml", "source = \"\"\nlicence = \"l\"\n[words]\n[links]\n")]);
    assert!(matches!(nameless, Err(Error::Lexicon { .. })));
}

#[test]
fn the_packs_answer() {
    let lexicon = Lexicon::builtin();
    let names = lexicon.names();
    let codes = |word: &str| -> Vec<&str> {
        let found = names.demonym(lexicon.vocabulary().get(word));
        found.iter().filter_map(|state| names.state_at(*state)).map(|state| &*state.code).collect()
    };
    assert_eq!(codes("malienne"), ["MLI"]);
    let mut congolese = codes("congolais");
    congolese.sort_unstable();
    assert_eq!(congolese, ["COD", "COG"]);
    assert!(codes("table").is_empty());
    let franco = names.prefix(lexicon.vocabulary().get("franco"));
    assert_eq!(franco.first().and_then(|state| names.state_at(*state)).map(|state| &*state.code), Some("FRA"));
    let mali = names.state("MLI").expect("a state the packs hold");
    assert_eq!((&*mali.name, mali.army.as_deref()), ("Mali", Some("FAMA")));
    assert!(names.state("XXX").is_none());
    assert!(names.region_states("Sahel").iter().any(|code| code == "NER"));
    assert!(names.region_states("nulle part").is_empty());
    assert!(names.members("AES").iter().any(|code| code == "BFA"));
    assert!(!names.person_offices("Abdelmadjid Tebboune").is_empty());
}
