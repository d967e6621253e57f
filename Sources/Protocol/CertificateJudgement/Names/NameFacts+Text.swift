import FaultCatalogue

extension NameFacts {
    /// In a sentence.
    package var quoted: String { isEmpty ? "'' (no name)" : SafeText.quoted(text) }
}
