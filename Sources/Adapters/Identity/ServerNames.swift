/// The names of one server, without repetition; the first is also its common name.
package struct ServerNames: Hashable, Sendable {
    /// The server's main name, which its files have too.
    package let first: ServerName
    /// All names in the order given, the first among them.
    package let all: [ServerName]

    /// More names than this make a certificate that small devices cannot hold.
    package static let namesMax = 100

    /// Refuses the whole list when one name is no DNS name and no IP address.
    package init(_ texts: [String]) throws(IdentityError) {
        var all: [ServerName] = []
        for text in texts {
            let name = try ServerName(text)
            if !all.contains(name) { all.append(name) }
        }
        try self.init(all)
    }

    /// These names, and then those of `others` that are new, if all find room.
    package func union(_ others: [ServerName]) throws(IdentityError) -> ServerNames {
        let union = all + others.filter { !all.contains($0) }
        return union.count > Self.namesMax ? self : try ServerNames(union)
    }

    private init(_ all: [ServerName]) throws(IdentityError) {
        guard let first = all.first else { throw .name("", .empty) }
        let bytesMax = NameFault.commonNameBytesMax
        if first.text.utf8.count > bytesMax {
            throw .name(first.text, .tooLong(bytesMax: bytesMax))
        }
        if all.count > Self.namesMax {
            throw .name(first.text, .tooMany(namesMax: Self.namesMax))
        }
        self.first = first
        self.all = all
    }
}
