//! A pack of one's own adds, replaces and switches off; its faults are told with file, line and rule.

use corpus::extract::examples::{Whose, broken_examples_of};
use corpus::lexicon::pack;
use corpus::{Article, Error, Extraction, Lexicon, Metadata, extract};
use std::path::Path;

const HEAD: &str = "source = \"own\"\nlicence = \"CC0-1.0\"\n";

fn pack_of(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for (path, text) in files {
        let path = folder.path().join(path);
        std::fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        std::fs::write(path, format!("{HEAD}{text}")).expect("a file");
    }
    folder
}

fn lexicon(files: &[(&str, &str)]) -> Lexicon {
    Lexicon::with_pack(pack_of(files).path()).expect("a pack without faults")
}

fn fault(files: &[(&str, &str)]) -> (String, usize, Option<String>, String) {
    match Lexicon::with_pack(pack_of(files).path()) {
        Err(Error::Lexicon { file, line, rule, reason }) => (file, line, rule, reason),
        other => panic!("expected a fault of the pack, got {other:?}"),
    }
}

fn read(lexicon: &Lexicon, text: &str) -> Extraction {
    let metadata = Metadata { language: Some("fr".to_owned()), ..Metadata::default() };
    extract(&Article { key: "a".to_owned(), text: text.to_owned(), metadata, ..Article::default() }, lexicon)
}

fn relations(lexicon: &Lexicon, text: &str) -> Vec<String> {
    let found = read(lexicon, text).relations;
    let one = |r: &corpus::extraction::Relation| {
        let side = |parties: &[corpus::extraction::Party]| {
            parties.iter().map(|party| party.code.as_str()).collect::<Vec<_>>().join("+")
        };
        format!("{} {}>{} {}", r.kind, side(&r.sources), side(&r.targets), r.rule)
    };
    found.iter().map(one).collect()
}

#[test]
fn the_pack_to_begin_with_works() {
    let folder = tempfile::tempdir().expect("a folder");
    let root = folder.path().join("mine");
    let written = pack::write_skeleton(&root).expect("written");
    assert_eq!(written.len(), 4);
    assert!(pack::write_skeleton(&root).is_err(), "nothing is written over");
    let lexicon = Lexicon::with_pack(&root).expect("no fault");
    let broken = broken_examples_of(&lexicon, Whose::Own, None);
    assert!(broken.is_empty(), "{broken:#?}");
    assert!(lexicon.written().filter(|written| written.own).count() >= 3);
    assert_ne!(lexicon.digest(), Lexicon::builtin().digest());
}

#[test]
fn an_example_that_does_not_hold_is_told_with_its_place() {
    let lexicon = lexicon(&[(
        "fr/rules/mine.toml",
        r#"[[rule]]
id = "mine.accuse.a"
type = "ACCUSE"
verb = ["vouer aux gémonies"]
source = ["subj"]
target = ["obj"]
examples = [{ text = "Le Mali voue l’Algérie aux gémonies.", source = ["DZA"], target = ["MLI"] }]
counterexamples = ["Le Niger voue l’Algérie aux gémonies."]
"#,
    )]);
    let broken = broken_examples_of(&lexicon, Whose::Own, None);
    let told: Vec<String> = broken.iter().map(ToString::to_string).collect();
    assert_eq!(broken.len(), 2, "{told:?}");
    assert!(broken.iter().all(|b| b.file.ends_with("fr/rules/mine.toml") && b.line == 3), "{told:?}");
    assert!(told[0].contains("should give ACCUSE DZA>MLI, gives ACCUSE MLI>DZA"), "{told:?}");
    assert!(told[1].contains("should give nothing, gives ACCUSE NER>DZA"), "{told:?}");
}

#[test]
fn actors_are_added_and_extended() {
    let lexicon = lexicon(&[(
        "actors/mine.toml",
        r#"[[armed_group]]
code = "FLH"
name = "Front de libération du Hombori"
acronyms = ["FLH"]
aliases = ["Front du Hombori"]

[[organization]]
code = "UPS"
name = "Union des peuples sahéliens"
acronyms = ["UPS"]
kind = "igo"
actor = true
members = ["MLI", "NER"]

[[person]]
name = "Awa Sissouma"
surname = "Sissouma"
country = "MLI"
sector = "GOV"
offices = [{ office = "ministre de la Défense", of = "MLI", from = "2031", to = "2032-05" }]

[[extend]]
code = "JNIM"
aliases = ["Katiba du Grand Fleuve"]

[[extend]]
code = "Assimi Goïta"
offices = [{ office = "président de l'Union", of = "UPS", from = "2031-01-01" }]
"#,
    )]);
    for (text, expected) in [
        ("Le FLH a attaqué des soldats maliens.", "ASSAULT FLH>MLI"),
        ("Le Front du Hombori a attaqué des soldats maliens.", "ASSAULT FLH>MLI"),
        ("La Katiba du Grand Fleuve a attaqué des soldats maliens.", "ASSAULT JNIM>MLI"),
        ("L’UPS accuse l’Algérie d’ingérence.", "ACCUSE UPS>DZA"),
        ("Awa Sissouma accuse l’Algérie d’ingérence.", "ACCUSE MLI>DZA"),
    ] {
        let found = relations(&lexicon, text);
        assert!(found.iter().any(|relation| relation.starts_with(expected)), "{text} {found:?}");
    }
    assert_eq!(lexicon.names().members("UPS"), ["MLI", "NER"]);
    let offices = lexicon.names().person_offices("Awa Sissouma");
    assert_eq!(
        offices.iter().map(|o| (o.from.as_deref(), o.to.as_deref())).collect::<Vec<_>>(),
        [(Some("2031"), Some("2032-05"))]
    );
    let offices = lexicon.names().person_offices("Assimi Goïta");
    assert!(offices.iter().any(|office| office.of.as_deref() == Some("UPS")) && offices.len() > 1);
}

#[test]
fn nouns_join_classes_and_make_new_ones() {
    let lexicon = lexicon(&[
        (
            "fr/nouns.toml",
            r#"[[class]]
id = "military"
nouns = ["méhariste"]

[[class]]
id = "herd"
gloss = "Cattle."
nouns = ["troupeau"]
owned = true
"#,
        ),
        (
            "fr/rules/mine.toml",
            r#"[[rule]]
id = "mine.coerce.herd"
type = "COERCE"
verb = ["confisquer"]
object = ["@herd"]
source = ["subj"]
target = ["obj"]
examples = [{ text = "Le Niger a confisqué un troupeau malien.", source = ["NER"], target = ["MLI"] }]
"#,
        ),
        (
            "fr/ties.toml",
            r#"[[tie]]
id = "mine.tie.member"
tie = "member_of"
noun = ["sociétaire"]
subject = ["subj", "obj"]
object = ["de"]
examples = [{ text = "La Mauritanie est sociétaire de l’Union africaine.", subject = ["MRT"], object = ["AU"] }]
"#,
        ),
    ]);
    let broken = broken_examples_of(&lexicon, Whose::Own, None);
    assert!(broken.is_empty(), "{broken:#?}");
    let found = relations(&lexicon, "Les méharistes nigériens ont attaqué des soldats maliens.");
    assert!(found.iter().any(|relation| relation.starts_with("ASSAULT NER>MLI")), "{found:?}");
}

#[test]
fn rules_and_actors_are_switched_off_and_replaced() {
    let text = "Le Mali accuse l’Algérie d’ingérence.";
    let with = relations(Lexicon::builtin(), text);
    assert!(with.iter().any(|relation| relation.contains("fr.accuse.accuser")), "{with:?}");
    let off = lexicon(&[("pack.toml", "disable = [\"fr.accuse.accuser\", \"JNIM\"]\n")]);
    let without = relations(&off, text);
    assert!(!without.iter().any(|relation| relation.contains("fr.accuse.accuser")), "{without:?}");
    assert!(off.find("fr.accuse.accuser").is_empty() && off.find("JNIM").is_empty());
    let replaced = lexicon(&[
        ("pack.toml", "disable = [\"fr.accuse.accuser\"]\n"),
        (
            "fr/rules/mine.toml",
            r#"[[rule]]
id = "fr.accuse.accuser"
type = "REJECT"
verb = ["accuser"]
source = ["subj"]
target = ["obj"]
examples = [{ text = "Le Mali accuse l’Algérie d’ingérence.", source = ["MLI"], target = ["DZA"] }]
"#,
        ),
    ]);
    let found = relations(&replaced, text);
    assert!(found.contains(&"REJECT MLI>DZA fr.accuse.accuser".to_owned()), "{found:?}");
    assert!(broken_examples_of(&replaced, Whose::Own, None).is_empty());
    let written = replaced.find("fr.accuse.accuser");
    assert!(written.len() == 1 && written[0].own && written[0].text.contains("REJECT"));
}

#[test]
fn faults_are_told_with_file_line_and_entry() {
    let rule = |change: (&str, &str)| {
        "[[rule]]\nid = \"mine.a\"\ntype = \"ACCUSE\"\nverb = [\"accuser\"]\nobject = [\"@diplomat\"]\nsource = [\"subj\"]\n\
         target = [\"obj\"]\nexamples = [{ text = \"x\", source = [\"MLI\"], target = [\"DZA\"] }]\n"
            .replace(change.0, change.1)
    };
    let group = "[[armed_group]]\ncode = \"FLH\"\nname = \"Front du Hombori\"\n";
    let person = "[[person]]\nname = \"Awa Sissouma\"\ncountry = \"MLI\"\n";
    for (path, text, line, entry, says) in [
        ("fr/rules/a.toml", rule(("verb =", "verbs =")), 6, Some("mine.a"), "did you mean `verb`?"),
        ("fr/rules/a.toml", rule(("ACCUSE", "ACUSE")), 3, Some("mine.a"), "did you mean `ACCUSE`?"),
        ("fr/rules/a.toml", rule(("@diplomat", "@diplomats")), 3, Some("mine.a"), "did you mean `diplomat`?"),
        ("fr/rules/a.toml", rule(("\"subj\"", "\"sujb\"")), 3, Some("mine.a"), "did you mean `subj`?"),
        ("fr/rules/a.toml", rule(("mine.a", "fr.accuse.accuser")), 3, Some("fr.accuse.accuser"), "accuse.toml, line"),
        ("fr/rules/a.toml", rule(("\"accuser\"", "\"zzz\"")), 3, Some("mine.a"), "conjugation"),
        ("fr/rules/a.toml", rule(("examples", "# examples")), 3, Some("mine.a"), "example"),
        ("actors/a.toml", format!("{group}alias = [\"x\"]\n"), 6, Some("FLH"), "did you mean `aliases`?"),
        ("actors/a.toml", group.replace("FLH", "JNIM"), 4, Some("JNIM"), "[[extend]]"),
        ("actors/a.toml", format!("{group}countries = [\"MLY\"]\n"), 4, Some("FLH"), "no state with the code `MLY`"),
        ("actors/a.toml", person.replace("Awa Sissouma", "Assimi Goïta"), 4, Some("Assimi Goïta"), "[[extend]]"),
        (
            "actors/a.toml",
            format!("{person}offices = [{{ office = \"ministre\", of = \"XXX\" }}]\n"),
            4,
            Some("Awa Sissouma"),
            "`XXX`",
        ),
        (
            "actors/a.toml",
            format!("{person}offices = [{{ office = \"ministre\", of = \"MLI\", from = \"hier\" }}]\n"),
            4,
            Some("Awa Sissouma"),
            "`hier` is no date",
        ),
        (
            "actors/a.toml",
            format!("{person}offices = [{{ office = \"m\", of = \"MLI\", from = \"2031\", to = \"2030\" }}]\n"),
            4,
            Some("Awa Sissouma"),
            "after",
        ),
        ("actors/a.toml", "[[extend]]\ncode = \"JNIMM\"\n".to_owned(), 4, Some("JNIMM"), "did you mean `JNIM`?"),
        (
            "fr/nouns.toml",
            "[[class]]\nid = \"diplomat\"\nnouns = []\nactor = true\n".to_owned(),
            4,
            Some("diplomat"),
            "add",
        ),
        (
            "pack.toml",
            "disable = [\"fr.acuse.accuser\"]\n".to_owned(),
            3,
            Some("fr.acuse.accuser"),
            "did you mean `fr.accuse.accuser`?",
        ),
        ("pack.toml", "disabled = []\n".to_owned(), 3, None, "did you mean `disable`?"),
        ("rules/a.toml", rule(("", "")), 1, None, "nothing is read"),
        ("fr/rule/a.toml", rule(("", "")), 1, None, "nothing is read"),
        ("mine.toml", rule(("", "")), 1, None, "nothing is read"),
        ("fr/names.toml", String::new(), 1, None, "one whole"),
        ("fr/verbs.toml", "verb = [\"accuser\"]\n".to_owned(), 3, None, "did you mean `verbs`?"),
        (
            "fr/ties.toml",
            "[[headship]]\noffice = \"chef\"\nverb = [\"prendre la tête\"]\n".to_owned(),
            5,
            Some("headship"),
            "goes by the verb alone",
        ),
    ] {
        let (file, at, told, reason) = fault(&[(path, &text)]);
        assert!(Path::new(&file).ends_with(path) && file.len() > path.len(), "{file} is told with its folder");
        assert!(reason.contains(says), "{path}: {reason} says {says}");
        assert_eq!((at, told.as_deref()), (line, entry), "{path}: {reason}");
    }
    let empty = tempfile::tempdir().expect("a folder");
    assert!(Lexicon::with_pack(empty.path()).unwrap_err().to_string().contains("lexicon new"));
    assert!(Lexicon::with_pack(&empty.path().join("nowhere")).unwrap_err().is_not_found());
}
