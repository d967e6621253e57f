import BrokerConfiguration

/// Configuration files: every option with values of several kinds.
enum ConfigurationSeeds {
    private static let values = ["", "true", "1", "0", "-1", "99999999999999999999", "/x", "a b"]

    static func texts() -> [[UInt8]] {
        let listeners = ["", "listener 1883\n", "port 1884\nbind_address ::1\n"]
        var texts = OptionTable.options.filter { $0.name != "include_dir" }.map { option in
            values.map { "\(option.name) \($0)\n" }.joined()
        }
        for listener in listeners {
            texts += OptionTable.options.filter { $0.name != "include_dir" }.map { option in
                "\(listener)\(option.name) 1\r\n# \(option.name)\n\n\t\(option.name) true"
            }
        }
        return texts.map { Array($0.utf8) }
    }

    /// Every option's name as a libFuzzer dictionary.
    static func dictionary() -> String {
        OptionTable.options.filter { $0.name != "include_dir" }.map { "\"\($0.name) \"\n" }
            .joined()
    }
}
