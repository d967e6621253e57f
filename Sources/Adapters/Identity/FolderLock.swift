/// The right to change an identity folder, held against other threads and other processes.
struct FolderLock: ~Copyable {
    private let descriptor: FileDescriptor

    private init(_ descriptor: consuming FileDescriptor) {
        self.descriptor = descriptor
    }

    /// Waits until nobody else changes the folder.
    static func acquire(folder: String) throws(IdentityError) -> FolderLock {
        let path = folder + "/.lock"
        do {
            let descriptor = try FileDescriptor.openForLocking(path, mode: KeyFile.mode)
            try descriptor.lock()
            return FolderLock(descriptor)
        } catch {
            throw .file(path: path, error)
        }
    }

    /// Lets the next one in; the descriptor's end would do it too, but at a time nobody sees.
    consuming func release() {}
}
