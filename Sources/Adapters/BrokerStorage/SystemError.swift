/// A call of the system that failed.
struct SystemError: Error, Equatable {
    /// The call's name and what it was for.
    let operation: String
    let code: Int32
}
