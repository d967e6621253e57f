import BrokerCore
import BrokerTransport
import Foundation

/// What the files of listeners look like; equal when none of them was changed.
struct FileStamps: Equatable, Sendable {
    private var stamps: [String: FileStamp?] = [:]

    /// Looks at every file that a reload reads.
    init(of listeners: [ListenerSettings]) {
        for listener in listeners {
            for path in [
                listener.passwordFile, listener.scramFile, listener.tls?.certificateFile,
                listener.tls?.keyFile, listener.tls?.certificateAuthorityFile,
                listener.tls?.revocationListFile,
            ] {
                if let path { look(at: path) }
            }
            if let folder = listener.tls?.certificateAuthorityPath { look(into: folder) }
        }
    }

    private mutating func look(at path: String) {
        stamps.updateValue(FileStamp(path: path), forKey: path)
    }

    private mutating func look(into folder: String) {
        look(at: folder)
        // A folder that cannot be listed has no files that could change.
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        for name in names { look(at: folder + "/" + name) }
    }
}
