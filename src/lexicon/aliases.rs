//! Names that one corpus adds to what the packs know.

use super::Lexicon;
use super::pack::PackFile;
use crate::error::Result;
use crate::extraction::MentionType;
use crate::text::fold::fold;
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// A name of an actor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alias {
    /// The name.
    pub text: String,
    /// The actor's code.
    pub code: String,
    /// The actor's canonical name.
    pub name: String,
}

impl Lexicon {
    /// The same lexicon, in which the actors it knows bear these names too. Those of others are left out. Its digest
    /// is another, but for no names at all.
    pub fn with_aliases(&self, aliases: &[Alias]) -> Result<Self> {
        let mut by_actor: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for alias in aliases {
            let known = self.names.entities.iter().find_map(|entity| match entity.kind {
                MentionType::Person => (fold(&entity.name) == fold(&alias.name)).then_some(&*entity.name),
                MentionType::Place => None,
                _ => (*entity.code == *alias.code).then_some(&*entity.code),
            });
            if let Some(actor) = known {
                by_actor.entry(actor).or_default().push(&alias.text);
            }
        }
        let mut text = String::from("source = \"this corpus\"\nlicence = \"CC0-1.0\"\n");
        for (actor, names) in by_actor {
            let list: Vec<String> = names.into_iter().map(|name| toml::Value::from(name).to_string()).collect();
            let actor = toml::Value::from(actor);
            // Writing to a string cannot fail.
            _ = writeln!(text, "[[extend]]\ncode = {actor}\naliases = [{}]", list.join(", "));
        }
        // What `pack.toml` struck out is struck out already.
        let mut files: Vec<PackFile> = self.files.iter().filter(|file| file.path != "pack.toml").cloned().collect();
        files.push(PackFile::new("actors/aliases.toml", text));
        Self::compile(&files)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::extract;
    use crate::read;

    #[test]
    fn an_alias_acts() {
        let alias = |text: &str, code: &str| Alias { text: text.into(), code: code.into(), name: String::new() };
        let aliases = [alias("Le Grand Erg", "DZA"), alias("Xyz", "nobody knows")];
        let lexicon = Lexicon::builtin().with_aliases(&aliases).unwrap();
        let article = read::text("a", "Le Grand Erg accuse Bamako d’ingérence.", &lexicon);
        let read = extract(&article, &lexicon);
        let codes: Vec<_> =
            read.relations.iter().map(|told| (&*told.sources[0].code, &*told.targets[0].code)).collect();
        assert_eq!(codes, [("DZA", "MLI")]);
        assert_ne!(lexicon.digest(), Lexicon::builtin().digest());
    }
}
