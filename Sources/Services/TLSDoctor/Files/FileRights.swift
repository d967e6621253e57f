#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Who may do what with a file or folder.
struct FileRights: Hashable, Sendable {
    /// The nine bits of owner, group and others.
    let mode: Int
    let ownerID: Int
    let groupID: Int
    let isFolder: Bool
    /// Seconds since 1970 when it was last written.
    let changed: Int64

    /// Nil when there is no such file, or it must not be looked at.
    init?(_ path: String) {
        let manager = FileManager.default
        // Links count by what they lead to.
        let real = (try? manager.destinationOfSymbolicLink(atPath: path)) ?? ""
        let target =
            real.isEmpty
            ? path : real.hasPrefix("/") ? real : FilePath.folder(of: path) + "/" + real
        guard let attributes = try? manager.attributesOfItem(atPath: target),
            let mode = attributes[.posixPermissions] as? Int
        else { return nil }
        self.mode = mode & 0o777
        ownerID = attributes[.ownerAccountID] as? Int ?? 0
        groupID = attributes[.groupOwnerAccountID] as? Int ?? 0
        isFolder = attributes[.type] as? FileAttributeType == .typeDirectory
        changed = Int64(
            (attributes[.modificationDate] as? Date)?.timeIntervalSince1970.rounded(.down) ?? 0)
    }

    /// Whether anybody on the machine may read it.
    var isWorldReadable: Bool { mode & 0o004 != 0 }

    /// Whether a user may read it, or pass it if it is a folder.
    func permits(_ user: SystemUser) -> Bool {
        if user.id == 0 { return true }
        let bit = isFolder ? 0o1 : 0o4
        if user.id == ownerID { return mode & (bit << 6) != 0 }
        if user.groupIDs.contains(groupID) { return mode & (bit << 3) != 0 }
        return mode & bit != 0
    }
}
