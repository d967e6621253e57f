/// What the system says about a file, in the operator's terms.
package enum FileFault: Error, Hashable, Sendable {
    case missing
    case permissionDenied
    case alreadyExists
    case notRegularFile
    case readOnlyFileSystem
    case noSpace
    case tooLarge(bytesMax: Int)
    /// Any other `errno`.
    case system(Int32)
}
