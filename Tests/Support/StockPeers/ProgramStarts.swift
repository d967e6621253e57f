/// The starts of programs by this process.
package enum ProgramStarts {
    /// Runs `body` while none is started: between its birth and its first instruction a program has
    /// every descriptor and every lock of this process.
    package static func paused<Value>(_ body: () throws -> Value) rethrows -> Value {
        try SignalMask.alone(body)
    }
}
