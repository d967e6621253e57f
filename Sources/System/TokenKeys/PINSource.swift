/// Where a token's PIN comes from.
package enum PINSource: Hashable, Sendable {
    /// The address itself, which anybody sees who lists processes.
    case value([UInt8])
    /// A file, read anew for each login, so that nothing keeps the PIN.
    case file(String)
}
