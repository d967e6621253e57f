import Glibc

/// Times the parts of the broker by themselves.
///
///     micro [--only REGULAR-EXPRESSION] [--samples 21] [--list]
///
/// With few samples of one benchmark it is a fixed load for `valgrind --tool=callgrind`. `--list`
/// tells how many operations a sample has.
@main
struct Micro {
    static func main() throws {
        var arguments = CommandLine.arguments.dropFirst()
        var samples = 21
        var only = ""
        var lists = false
        while let argument = arguments.popFirst() {
            switch argument {
            case "--only": only = arguments.popFirst() ?? ""
            case "--samples": samples = arguments.popFirst().flatMap { Int($0) } ?? samples
            case "--list": lists = true
            default:
                print("usage: micro [--only REGULAR-EXPRESSION] [--samples 21] [--list]")
                exit(2)
            }
        }
        let pattern = try Regex(only)
        let chosen = (codec + topics + windows + queues + routing).filter {
            only.isEmpty || $0.name.contains(pattern)
        }
        if lists {
            for benchmark in chosen { print(benchmark.operations, benchmark.name) }
            return
        }
        print("| operation | ns, median | ns, best | allocations |")
        print("|---|---:|---:|---:|")
        for benchmark in chosen {
            let measured = Measurement(benchmark, samples: samples)
            let cells = [
                benchmark.name, text(measured.nanoseconds), text(measured.nanosecondsMin),
                text(measured.allocations),
            ]
            print("| " + cells.joined(separator: " | ") + " |")
        }
    }

    /// Two decimals.
    private static func text(_ value: Double) -> String {
        let hundredths = Int((value * 100).rounded())
        let fraction = hundredths % 100
        return "\(hundredths / 100).\(fraction < 10 ? "0" : "")\(fraction)"
    }
}
