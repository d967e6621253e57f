import Identity

/// Texts of unknown origin.
enum Printable {
    /// The text with escapes in place of what a terminal would obey or hide.
    static func text(_ text: String) -> String {
        text.unicodeScalars.map { scalar in
            NameFault.isInvisible(scalar)
                ? "\\u{\(String(scalar.value, radix: 16))}" : String(scalar)
        }.joined()
    }
}
