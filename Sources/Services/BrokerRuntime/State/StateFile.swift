package import BrokerCore
import Foundation

/// Which file a broker keeps its state in.
///
/// Where the configuration names none, it is a folder per first listener: two brokers of one user
/// never meet, and one that is started again on its port finds what it left.
package struct StateFile: Equatable, Sendable {
    /// Absolute.
    package let path: String

    /// Decides where the state of a broker with these settings lies; the storage makes it.
    package init(
        of settings: BrokerSettings,
        environment: [String: String] = ProcessInfo.processInfo.environment
    ) throws(StateFileFault) {
        let persistence = settings.persistence
        let name = persistence.file ?? "apus.db"
        if persistence.location == nil, persistence.file == nil {
            let folder = try Self.home(environment) + "/" + Self.folder(of: settings.listeners)
            path = folder + "/" + name
        } else {
            path = Self.absolute(persistence.location.map { Self.joined($0, name) } ?? name)
        }
    }

    /// Where programs of this user, or of this service, keep state.
    private static func home(_ environment: [String: String]) throws(StateFileFault) -> String {
        // systemd names several folders with colons between them when it was told several.
        if let folder = environment["STATE_DIRECTORY"]?.split(separator: ":").first {
            return String(folder)
        }
        // A relative one is to be ignored, says the XDG Base Directory Specification.
        if let folder = environment["XDG_STATE_HOME"], folder.hasPrefix("/") {
            return joined(folder, "apus")
        }
        guard let home = environment["HOME"], home.hasPrefix("/") else { throw .noHome }
        return joined(home, ".local/state/apus")
    }

    /// A name that no other first listener has.
    private static func folder(of listeners: [ListenerSettings]) throws(StateFileFault) -> String {
        switch listeners.first?.address {
        case nil, .tcp(_, port: 0): throw .portNotFixed
        case .tcp(let host, let port): return "\(escaped(host ?? "*"))-\(port)"
        case .unix(let path): return "unix:" + escaped(String(absolute(path).drop { $0 == "/" }))
        }
    }

    /// A path in one word: slashes become dashes, and a dash is told apart from them.
    private static func escaped(_ text: String) -> String {
        text.replacing("%", with: "%25").replacing("-", with: "%2D").replacing("/", with: "-")
    }

    private static func joined(_ folder: String, _ name: String) -> String {
        folder.hasSuffix("/") ? folder + name : folder + "/" + name
    }

    private static func absolute(_ path: String) -> String {
        path.hasPrefix("/") ? path : joined(FileManager.default.currentDirectoryPath, path)
    }
}
