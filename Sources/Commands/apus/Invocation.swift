/// What a link to the binary stands for.
enum Invocation {
    private static let subcommands = [
        "mosquitto": "broker", "mosquitto_pub": "pub", "mosquitto_sub": "sub",
    ]

    /// The arguments behind the program's name, with the subcommand that the name stands for.
    static func arguments(_ words: [String]) -> [String] {
        guard let path = words.first else { return [] }
        let name = path.split(separator: "/").last.map { String($0) } ?? path
        let arguments = Array(words.dropFirst())
        return subcommands[name].map { [$0] + arguments } ?? arguments
    }
}
