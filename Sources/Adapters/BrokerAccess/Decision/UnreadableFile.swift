import FoundationEssentials

/// Why a file of users cannot be read.
struct UnreadableFile: Error {
    let cause: String

    /// The whole file.
    static func bytes(of file: String) throws(UnreadableFile) -> [UInt8] {
        do {
            return [UInt8](try Data(contentsOf: URL(fileURLWithPath: file)))
        } catch {
            switch (error as? CocoaError)?.code {
            case .fileReadNoSuchFile?: throw UnreadableFile(cause: "No such file or directory")
            case .fileReadNoPermission?: throw UnreadableFile(cause: "Permission denied")
            default: throw UnreadableFile(cause: "It is no file that can be read")
            }
        }
    }
}
