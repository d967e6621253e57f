/// Files that are whole or not there, and as private as they are meant to be from the start.
package enum AtomicFile {
    /// The whole content of a regular file.
    package static func read(_ path: String, bytesMax: Int) throws(IdentityError) -> [UInt8] {
        do {
            let descriptor = try FileDescriptor.openForReading(path)
            return try descriptor.readAll(bytesMax: bytesMax)
        } catch {
            throw .file(path: path, error)
        }
    }

    /// Writes beside the destination, syncs, then renames: no reader ever sees half a file.
    ///
    /// Without `replacing`, an existing file stays and is an error. Two writers of one folder must
    /// hold its `FolderLock`, for the check and the rename are two steps.
    package static func write(
        _ bytes: [UInt8], to path: String, mode: UInt32, replacing: Bool
    ) throws(IdentityError) {
        if !replacing, exists(path) { throw .file(path: path, .alreadyExists) }
        let folder = folder(of: path)
        let temporary = folder + "/.\(RandomText.hexadecimal(byteCount: 8)).tmp"
        do {
            try write(bytes, new: temporary, mode: mode)
            try FileDescriptor.move(temporary, to: path)
            try FileDescriptor.openForReading(folder).synchronize()
        } catch {
            FileDescriptor.remove(temporary)
            throw .file(path: path, error)
        }
    }

    /// Whether anything, even a dangling link, has this name.
    static func exists(_ path: String) -> Bool {
        FileDescriptor.exists(path)
    }

    /// Removes a file if it is there.
    static func remove(_ path: String) {
        FileDescriptor.remove(path)
    }

    /// Sets the rights of a file that is there.
    static func setMode(_ mode: UInt32, of path: String) throws(IdentityError) {
        do {
            try FileDescriptor.openForReading(path).setMode(mode)
        } catch {
            throw .file(path: path, error)
        }
    }

    /// Makes the folder and those above it that are missing, for the owner alone.
    static func makePrivateFolder(_ path: String) throws(IdentityError) {
        var made = path.hasPrefix("/") ? "" : "."
        for part in path.split(separator: "/") {
            made += "/" + part
            do {
                try FileDescriptor.makeFolder(made, mode: 0o700)
            } catch {
                throw .file(path: made, error)
            }
        }
    }

    private static func write(_ bytes: [UInt8], new path: String, mode: UInt32) throws(FileFault) {
        let descriptor = try FileDescriptor.create(path, mode: mode)
        // The umask may only have taken rights away; a public file gets them back.
        if mode != KeyFile.mode { try descriptor.setMode(mode) }
        try descriptor.writeAll(bytes)
        try descriptor.synchronize()
    }

    private static func folder(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }
}
