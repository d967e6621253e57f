import SeededRandom

/// Programs of random steps: a fuzzer keeps those that reach something.
enum ProgramSeeds {
    /// Steps of subscriptions and retained messages.
    static func topics() -> [[UInt8]] { programs(count: 64, seed: 1, bytesMax: 200) { _ in [] } }

    /// Steps of shards: two clients connect, then anything.
    static func shards() -> [[UInt8]] {
        programs(count: 256, seed: 2, bytesMax: 150) { random in
            let head: [UInt8] = [random.byte() & 3, random.byte() & 7]
            var clients: [UInt8] = []
            for number: UInt8 in 1...2 {
                clients += [1, random.byte(), random.byte(), random.byte() & 0x21, number]
            }
            return head + clients
        }
    }

    private static func programs(
        count: Int, seed: UInt64, bytesMax: Int, head: (inout SeededGenerator) -> [UInt8]
    ) -> [[UInt8]] {
        var random = SeededGenerator(seed: seed)
        return (0..<count).map { _ in
            let begin = head(&random)
            let length = Int.random(in: 1...bytesMax, using: &random)
            return begin + (0..<length).map { _ in random.byte() }
        }
    }
}

extension SeededGenerator {
    /// Any byte; small ones, which are choices, are likelier.
    fileprivate mutating func byte() -> UInt8 {
        UInt8.random(in: 0...(Bool.random(using: &self) ? 255 : 24), using: &self)
    }
}
