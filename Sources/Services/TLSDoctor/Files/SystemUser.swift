import Identity

/// A user of this machine, for asking what that user may read.
struct SystemUser: Hashable, Sendable {
    let name: String
    let id: Int
    /// The user's own group, and those that list the user.
    let groupIDs: Set<Int>

    /// Nil when /etc/passwd does not know the name.
    init?(named name: String) {
        let users = Self.records(in: "/etc/passwd")
        guard let user = users.first(where: { $0.count > 3 && $0[0] == name }),
            let id = Int(user[2]), let group = Int(user[3])
        else { return nil }
        self.name = name
        self.id = id
        let others = Self.records(in: "/etc/group").filter { record in
            record.count > 3 && record[3].split(separator: ",").contains { $0 == name }
        }
        groupIDs = Set(others.compactMap { Int($0[2]) } + [group])
    }

    private static func records(in path: String) -> [[Substring]] {
        // A machine without the file has no such users.
        let bytes = (try? AtomicFile.read(path, bytesMax: 1 << 20)) ?? []
        return String(decoding: bytes, as: UTF8.self).split(separator: "\n").map {
            $0.split(separator: ":", omittingEmptySubsequences: false)
        }
    }
}
