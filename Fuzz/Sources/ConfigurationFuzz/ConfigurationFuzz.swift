import BrokerConfiguration
import BrokerCore
import LibFuzzer

/// Any bytes as mosquitto.conf: settings, or errors that name a line.
@main
enum ConfigurationFuzz {
    static func main() {
        LibFuzzer.run { input in
            var bytes: [UInt8] = []
            bytes.reserveCapacity(input.count)
            for index in input.indices { bytes.append(input[index]) }
            if includesOthers(bytes) { return }
            let outcome = read(bytes)
            check(outcome.problems, linesCount: bytes.count { $0 == UInt8(ascii: "\n") } + 1)
            precondition(read(bytes) == outcome, "a text always means the same")
            precondition(
                read(bytes + Array("\n \t# a comment\n".utf8)).settings == outcome.settings,
                "a comment changes nothing")
        }
    }

    /// What was made of a text.
    private struct Outcome: Equatable {
        /// Nil when the text was refused.
        let settings: BrokerSettings?
        let problems: [ConfigurationProblem]
    }

    private static func read(_ bytes: [UInt8]) -> Outcome {
        do {
            let read = try ConfigurationReader.read(bytes: bytes, file: "x.conf")
            precondition(!read.warnings.contains(where: \.isError), "a warning is no error")
            return Outcome(settings: read.settings, problems: read.warnings)
        } catch {
            precondition(error.problems.contains(where: \.isError), "a refusal has its reason")
            return Outcome(settings: nil, problems: error.problems)
        }
    }

    private static func check(_ problems: [ConfigurationProblem], linesCount: Int) {
        var lastLine = 0
        for problem in problems {
            precondition(problem.place.file == "x.conf", "a problem names its file")
            guard let line = problem.place.line else {
                preconditionFailure("a problem names its line: \(problem.text)")
            }
            precondition((1...linesCount).contains(line), "the line is one of the file's")
            precondition(line >= lastLine, "problems come in the file's order")
            lastLine = line
            precondition(
                !problem.text.utf8.contains(UInt8(ascii: "\n")), "a problem is one line of text")
        }
    }

    /// Inputs must not depend on the machine's files.
    private static func includesOthers(_ bytes: [UInt8]) -> Bool {
        String(decoding: bytes, as: UTF8.self).contains("include_dir")
    }
}
