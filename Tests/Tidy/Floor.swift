/// The floors of the house; a target sees only lower ones.
enum Floor: Int, Comparable {
    case shims = 0
    case values, machines, adapters, services, commands

    /// The folders below `Sources` and the floor each of them is.
    private static let folders: [String: Floor] = [
        "System": .shims, "Protocol": .values, "Broker": .machines, "Clients": .machines,
        "Adapters": .adapters,
        "Services": .services, "Commands": .commands,
    ]

    /// The floor of a file or folder, nil outside `Sources` and in a folder that is no floor.
    init?(path: String) {
        let parts = path.split(separator: "/")
        guard parts.count > 1, parts[0] == "Sources" else { return nil }
        let folder = String(parts[1])
        if let floor = Self.folders[folder] {
            self = floor
            return
        }
        let initials = folder.prefix(2)
        guard folder.hasPrefix("C"), initials.count == 2, initials.allSatisfy(\.isUppercase)
        else { return nil }
        self = .shims
    }

    static func < (left: Floor, right: Floor) -> Bool { left.rawValue < right.rawValue }
}
