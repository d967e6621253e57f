/// A device's name: the common name of its certificate, its MQTT user name and its file name.
package struct DeviceName: Hashable, Sendable {
    /// The name as it was given.
    package let text: String

    /// Refuses what could leave the folder, hide a file or widen an access rule.
    package init(_ text: String) throws(IdentityError) {
        if let fault = Self.fault(in: text) { throw .name(text, fault) }
        self.text = text
    }

    private static func fault(in text: String) -> NameFault? {
        if let fault = NameFault.inCommonName(text) { return fault }
        if text.contains("/") || text.contains("\\") { return .pathSeparator }
        if text.contains("+") || text.contains("#") { return .topicWildcard }
        if let first = text.first, ".- ".contains(first) { return .leadingCharacter(first) }
        if text.lowercased() == AuthorityFiles.stem { return .reserved }
        return nil
    }
}
