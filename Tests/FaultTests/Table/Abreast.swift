/// Works that run side by side, a few at a time.
enum Abreast {
    /// Enough to hide the waiting, few enough for two processors.
    private static let width = 6

    /// The results in the order of their numbers.
    static func map<Result: Sendable>(
        _ count: Int, _ work: @escaping @Sendable (Int) async throws -> Result
    ) async throws -> [Result] {
        try await withThrowingTaskGroup(of: (Int, Result).self) { group in
            var results: [Int: Result] = [:]
            for index in 0..<count {
                if index >= width, let (done, result) = try await group.next() {
                    results[done] = result
                }
                group.addTask { (index, try await work(index)) }
            }
            for try await (done, result) in group { results[done] = result }
            return (0..<count).compactMap { results[$0] }
        }
    }
}
