internal import BrokerCore
internal import Glibc

/// What tells one state of a file from another without reading it.
package struct FileStamp: Hashable, Sendable {
    private let device: UInt64
    private let node: UInt64
    private let size: Int64
    private let seconds: Int64
    private let nanoseconds: Int64

    /// Nil when the settings name no revocation list, or there is none.
    init?(ofListIn settings: TLSSettings) {
        guard let path = settings.revocationListFile else { return nil }
        self.init(path: path)
    }

    /// Nil when there is no file to be looked at.
    package init?(path: String) {
        var status = stat()
        // Proof: Swift lends the path, ended with zero, and the whole `stat` for the call.
        guard unsafe stat(path, &status) == 0 else { return nil }
        device = UInt64(status.st_dev)
        node = UInt64(status.st_ino)
        size = Int64(status.st_size)
        seconds = Int64(status.st_mtim.tv_sec)
        nanoseconds = Int64(status.st_mtim.tv_nsec)
    }
}
