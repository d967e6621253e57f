/// The package manager could not read the manifest; what it said stands above in the output.
struct DumpFailure: Error {
    let exitStatus: Int32
}
