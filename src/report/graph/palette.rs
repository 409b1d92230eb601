//! The colours of pages and pictures, each for a light and a dark ground, and the style of the picture made with them.
//! Every pair of text and ground has a contrast of 4.5 to 1 or more; a test computes it.

/// A colour's name, and how it is in the light and in the dark.
pub type Colour = (&'static str, &'static str, &'static str);

/// The colours.
pub const COLOURS: [Colour; 24] = [
    ("paper", "#f6f7f9", "#12161b"),
    ("card", "#ffffff", "#1a2027"),
    ("sunk", "#eef1f4", "#222a33"),
    ("ink", "#17202b", "#e8ecf1"),
    ("quiet", "#4e5b69", "#a9b5c2"),
    ("rule", "#d5dbe2", "#36414d"),
    ("edge", "#8793a1", "#6f7d8c"),
    ("link", "#0a54a8", "#84bdff"),
    ("good", "#12633a", "#8fdcae"),
    ("good-card", "#e3f4e9", "#12301f"),
    ("good-edge", "#3f9a66", "#3f8f63"),
    ("wait", "#744800", "#f2c869"),
    ("wait-card", "#fdf1d3", "#352806"),
    ("wait-edge", "#c98f1c", "#a67c1f"),
    ("stop", "#9a1c12", "#ffb1a6"),
    ("stop-card", "#fde9e6", "#431813"),
    ("stop-edge", "#d2503f", "#b9503f"),
    ("task", "#134f96", "#a6cdff"),
    ("task-card", "#e6f0fb", "#12294a"),
    ("task-edge", "#4b86c9", "#3f74b5"),
    ("mind", "#5a3696", "#d3bdff"),
    ("mind-card", "#f0eafb", "#2b1f45"),
    ("mind-edge", "#8c6cc9", "#7a5fb3"),
    ("mark", "#b3480b", "#ff9d5c"),
];

/// The colours as custom properties, the dark ones where somebody prefers them.
pub fn properties() -> String {
    let set = |dark: bool| -> String {
        COLOURS.iter().map(|(name, light, night)| format!("--{name}:{};", if dark { night } else { light })).collect()
    };
    format!(
        ":root{{color-scheme:light dark;{}}}\n@media screen and (prefers-color-scheme:dark){{:root{{{}}}}}\n",
        set(false),
        set(true)
    )
}

/// A style sheet with the colours themselves in the place of their names, for viewers that know no custom properties.
pub fn resolved(css: &str) -> String {
    let put = |dark: bool| {
        COLOURS.iter().fold(css.to_owned(), |css, (name, light, night)| {
            css.replace(&format!("var(--{name})"), if dark { night } else { light })
        })
    };
    format!("{}\n@media screen and (prefers-color-scheme:dark){{\n{}\n}}\n", put(false).trim_end(), put(true).trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn luminance(hex: &str) -> f64 {
        let part = |at: usize| {
            let c = f64::from(u8::from_str_radix(hex.get(at..at + 2).unwrap(), 16).unwrap()) / 255.0;
            if c <= 0.040_45 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * part(1) + 0.7152 * part(3) + 0.0722 * part(5)
    }

    fn contrast(a: &str, b: &str) -> f64 {
        let (a, b) = (luminance(a), luminance(b));
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    #[test]
    fn every_text_stands_out_from_its_ground() {
        let colour = |wanted: &str| COLOURS.iter().find(|(name, ..)| *name == wanted).unwrap();
        let grounds = ["paper", "card", "sunk"];
        let mut pairs: Vec<(&str, &str)> = ["ink", "quiet", "link", "good", "wait", "stop", "task", "mind"]
            .iter()
            .flat_map(|t| grounds.map(|g| (*t, g)))
            .collect();
        for family in ["good-card", "wait-card", "stop-card", "task-card", "mind-card"] {
            pairs.extend([("ink", family), ("quiet", family), (family.strip_suffix("-card").unwrap(), family)]);
        }
        for (text, ground) in pairs {
            let (t, g) = (colour(text), colour(ground));
            for ratio in [contrast(t.1, g.1), contrast(t.2, g.2)] {
                assert!(ratio >= 4.5, "{text} on {ground}: {ratio:.2}");
            }
        }
        for shape in ["good-edge", "wait-edge", "mark", "edge"] {
            for ratio in [contrast(colour(shape).1, "#ffffff"), contrast(colour(shape).2, colour("card").2)] {
                assert!(ratio >= 2.7, "{shape}: {ratio:.2}");
            }
        }
    }

    #[test]
    fn a_resolved_style_names_no_property() {
        let css = resolved("a{fill:var(--ink);stroke:var(--good-card)}");
        assert!(!css.contains("var("), "{css}");
        assert!(css.starts_with("a{fill:#17202b;stroke:#e3f4e9}\n@media"), "{css}");
    }
}
