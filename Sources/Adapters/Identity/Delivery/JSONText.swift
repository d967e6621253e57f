/// Strings of JSON.
enum JSONText {
    /// The text in quotation marks. Control characters are no part of names.
    static func quoted(_ text: String) -> String {
        let escaped = text.map { character in
            character == "\"" || character == "\\" ? "\\\(character)" : String(character)
        }
        return "\"" + escaped.joined() + "\""
    }
}
