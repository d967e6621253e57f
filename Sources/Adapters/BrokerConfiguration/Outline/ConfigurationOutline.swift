import BrokerCore

/// What mosquitto.conf says, for who wants to examine it: nothing is refused, files that it names
/// need not exist, and options that Apus does not have are kept.
package struct ConfigurationOutline: Hashable, Sendable {
    /// The file as it was named.
    package let file: String
    /// Every listener in the file's order; none when mosquitto would choose its own.
    package private(set) var listeners: [ListenerOutline] = []
    /// Files that could not be read, options that nobody knows, listeners without a port.
    package private(set) var problems: [ConfigurationProblem]
    private var shared: [String: WrittenOption] = [:]
    private var hasRulesPerListener = false

    /// Reads a file and the folders that it includes.
    package init(file: String) {
        var files = ConfigurationFiles()
        files.read(file: file)
        self.init(files, file: file)
    }

    /// Reads a file's bytes, and the folders that it includes.
    package init(bytes: [UInt8], file: String) {
        var files = ConfigurationFiles()
        files.read(bytes: bytes, file: file)
        self.init(files, file: file)
    }

    private init(_ files: ConfigurationFiles, file: String) {
        self.file = file
        problems = files.problems
        for line in files.lines { take(line) }
        guard !hasRulesPerListener else { return }
        for index in listeners.indices {
            listeners[index].takeWhereMissing(shared.filter { Self.isAccess($0.key) })
        }
    }

    /// An option that describes the whole broker.
    package subscript(name: String) -> WrittenOption? { shared[name] }

    private mutating func take(_ line: ConfigurationLine) {
        switch line.name {
        case "listener":
            do {
                listeners.append(
                    ListenerOutline(
                        place: line.place,
                        address: try ListenerAddress(listenerValue: line.value)))
            } catch {
                report(error, line)
            }
        case "port", "bind_address":
            takeOutdated(line)
        case "per_listener_settings":
            hasRulesPerListener = WrittenOption(value: line.value, place: line.place).isTrue
        default:
            takeOption(line)
        }
    }

    /// Options above the first listener describe the outdated one of `port` and `bind_address`.
    private mutating func takeOutdated(_ line: ConfigurationLine) {
        openOutdated(line)
        guard case .tcp(let host, let port) = listeners[0].address else { return }
        listeners[0].address =
            line.name == "port"
            ? .tcp(host: host, port: UInt16(line.value) ?? port)
            : .tcp(host: line.value, port: port)
    }

    private mutating func openOutdated(_ line: ConfigurationLine) {
        if listeners.isEmpty {
            listeners.append(
                ListenerOutline(place: line.place, address: .tcp(host: nil, port: 1883)))
        }
    }

    private mutating func takeOption(_ line: ConfigurationLine) {
        switch OptionTable.option(named: line.name)?.scope {
        case .listener?:
            openOutdated(line)
            listeners[listeners.count - 1].take(line)
        case .access? where hasRulesPerListener && !listeners.isEmpty:
            listeners[listeners.count - 1].take(line)
        case .unsupported(let option)? where option.subject == .listener && !listeners.isEmpty:
            listeners[listeners.count - 1].take(line)
        case nil where line.name.hasPrefix("plugin_opt_") || line.name.hasPrefix("auth_opt_"):
            break
        case nil:
            report(.unknownOption(nearest: OptionTable.nearestName(to: line.name)), line)
        default:
            shared[line.name] = WrittenOption(value: line.value, place: line.place)
        }
    }

    private static func isAccess(_ name: String) -> Bool {
        if case .access? = OptionTable.option(named: name)?.scope { true } else { false }
    }

    private mutating func report(_ reason: ProblemReason, _ line: ConfigurationLine) {
        problems.append(
            ConfigurationProblem(place: line.place, option: line.name, reason: reason))
    }
}
