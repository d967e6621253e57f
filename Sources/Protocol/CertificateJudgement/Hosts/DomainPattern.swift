/// A DNS name of a certificate, which may stand for many hosts (RFC 6125 section 6.4.3).
struct DomainPattern {
    private let text: String

    init(_ text: String) { self.text = text.lowercased() }

    var hasWildcard: Bool { text.contains("*") }

    /// Whether verifiers take the name for this host's. A star stands for one first label or a part
    /// of it, and two labels at least must follow.
    func matches(_ host: String) -> Bool {
        if text == host { return true }
        let labels = text.split(separator: ".", omittingEmptySubsequences: false)
        let hostLabels = host.split(separator: ".", omittingEmptySubsequences: false)
        guard labels.count >= 3, labels.count == hostLabels.count, let first = labels.first,
            let hostFirst = hostLabels.first, labels.dropFirst() == hostLabels.dropFirst()
        else { return false }
        let parts = first.split(separator: "*", omittingEmptySubsequences: false)
        guard parts.count == 2, hostFirst.count > parts[0].count + parts[1].count,
            parts[0].isEmpty && parts[1].isEmpty || !hostFirst.hasPrefix("xn--")
        else { return false }
        return hostFirst.hasPrefix(parts[0]) && hostFirst.hasSuffix(parts[1])
    }

    /// Whether somebody may have thought that the star reaches this host.
    func seemsToReach(_ host: String) -> Bool {
        guard hasWildcard, !matches(host) else { return false }
        let rest = text.drop { $0 != "*" }.dropFirst()
        guard rest.first == "." else { return rest.isEmpty }
        return host.hasSuffix(rest) || host == rest.dropFirst()
    }
}
