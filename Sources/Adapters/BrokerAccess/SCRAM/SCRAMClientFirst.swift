/// The message that begins an exchange: `n,,n=user,r=nonce` (RFC 5802 section 7).
struct SCRAMClientFirst {
    /// What the client says of channel binding and of whom it acts for, commas included.
    let header: Substring
    /// The rest, which the proof covers.
    let bare: Substring
    let userName: String
    let nonce: Substring

    init(_ data: [UInt8]?) throws(SCRAMFault) {
        guard let data else { throw .missing }
        guard let text = String(validating: data, as: UTF8.self) else {
            throw .malformed(attribute: "gs2-header")
        }
        let parts = text.split(
            separator: ",", maxSplits: 2, omittingEmptySubsequences: false)
        if parts[0].hasPrefix("p=") { throw .channelBinding }
        guard parts.count == 3, parts[0] == "n" || parts[0] == "y" else {
            throw .malformed(attribute: "gs2-header")
        }
        header = text[..<parts[2].startIndex]
        bare = parts[2]
        let attributes = bare.split(separator: ",", omittingEmptySubsequences: false)
        if attributes[0].hasPrefix("m=") { throw .mandatoryExtension }
        guard attributes[0].hasPrefix("n="), let name = Self.name(attributes[0].dropFirst(2))
        else { throw .malformed(attribute: "n") }
        guard attributes.count > 1, attributes[1].hasPrefix("r=") else {
            throw .malformed(attribute: "r")
        }
        userName = name
        nonce = attributes[1].dropFirst(2)
        if nonce.isEmpty || !nonce.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) {
            throw .malformed(attribute: "r")
        }
        if !parts[1].isEmpty {
            guard parts[1].hasPrefix("a="), let identity = Self.name(parts[1].dropFirst(2)) else {
                throw .malformed(attribute: "a")
            }
            if identity != name { throw .otherIdentity(identity) }
        }
    }

    /// A saslname: `=2C` stands for a comma and `=3D` for an equals sign. Nil for anything that is
    /// none, and for what would need SASLprep.
    private static func name(_ text: Substring) -> String? {
        var name = ""
        var rest = text
        while let character = rest.popFirst() {
            if character != "=" {
                name.append(character)
            } else if rest.hasPrefix("2C") {
                name.append(",")
                rest = rest.dropFirst(2)
            } else if rest.hasPrefix("3D") {
                name.append("=")
                rest = rest.dropFirst(2)
            } else {
                return nil
            }
        }
        return SCRAMCredential.isUsable(name) ? name : nil
    }
}
