//! Names as people spell them: what is left of one when case, spaces and punctuation are gone.
//! Which names there are, and what they stand for, is said by those who know them.

/// Letters and digits in lower case, nothing between them: `Woo Commerce`, `WooCommerce` and `woo-commerce` are one.
pub fn squeezed(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// Whether this is left of a name, found without making it.
pub fn is_squeezed(name: &str, left: &str) -> bool {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).eq(left.chars())
}

/// The words of a name in lower case: `Node.js` has two.
pub fn words(name: &str) -> Vec<String> {
    let parts = name.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty());
    parts.map(str::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_a_name_come_out_the_same() {
        for text in ["WooCommerce", "Woo Commerce", " woo-commerce ", "WOO_COMMERCE", "woo.commerce"] {
            assert_eq!(squeezed(text), "woocommerce", "{text}");
            assert!(is_squeezed(text, "woocommerce") && !is_squeezed(text, "woocommerc"), "{text}");
        }
        assert_eq!(words("Node.js 20"), ["node", "js", "20"]);
        assert_eq!((squeezed("—"), words("—")), (String::new(), Vec::new()));
    }
}
