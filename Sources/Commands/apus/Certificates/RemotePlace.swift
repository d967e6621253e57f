import ArgumentParser

/// `USER@HOST:PATH`, as scp takes it.
struct RemotePlace: ExpressibleByArgument {
    /// The whole text, which scp can take for nothing but a remote place.
    let text: String
    /// The part before the colon.
    let host: String
    /// The part behind it; empty for the home folder.
    let path: String

    /// Refuses what scp would read as an option, a local file or several lines.
    init?(argument: String) {
        guard !argument.hasPrefix("-"), !argument.contains("://"),
            argument.unicodeScalars.allSatisfy({ $0.value >= 0x20 && $0.value != 0x7F }),
            let colon = Self.colon(in: argument)
        else { return nil }
        let host = argument[..<colon]
        // ssh would take a host of this form for an option.
        let name = host.split(separator: "@", omittingEmptySubsequences: false).last ?? host
        guard !name.isEmpty, !name.hasPrefix("-"), !host.contains("/"), !host.contains(" ") else {
            return nil
        }
        text = argument
        self.host = String(host)
        path = String(argument[argument.index(after: colon)...])
    }

    // The first colon ends the host, but for those of an IPv6 address in brackets.
    private static func colon(in text: String) -> String.Index? {
        guard let open = text.firstIndex(of: "["), let first = text.firstIndex(of: ":"),
            open < first
        else { return text.firstIndex(of: ":") }
        guard let close = text.firstIndex(of: "]") else { return nil }
        return text[close...].firstIndex(of: ":")
    }
}
