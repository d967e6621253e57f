/// Something that is timed: `body` does it so many times.
struct Benchmark {
    /// Groups and cases, such as `topics/match exact/100000`.
    let name: String
    /// Operations of one call of the body.
    let operations: Int
    /// Makes what the body needs, untimed, and answers the body.
    let prepare: () -> () -> Void

    init(
        _ name: String, operations: Int, prepare: @escaping () -> () -> Void
    ) {
        self.name = name
        self.operations = operations
        self.prepare = prepare
    }
}
