import FuzzInput
import LibFuzzer

/// Subscriptions and retained messages that come and go, each answer compared with a naive one.
@main
enum TopicsFuzz {
    static func main() {
        LibFuzzer.run { bytes in
            var input = FuzzInput(bytes)
            var index = IndexCheck(seed: UInt64(input.byte()))
            var retained = RetainedCheck(seed: UInt64(input.byte()))
            while !input.isAtEnd {
                if input.flag() {
                    index.step(&input)
                } else {
                    retained.step(&input)
                }
            }
            index.finish()
            retained.finish()
        }
    }
}
