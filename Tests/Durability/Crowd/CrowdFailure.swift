/// Something that a crowd waited for did not come.
struct CrowdFailure: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}
