/// Where log lines go.
package enum LogDestination: Hashable, Sendable {
    case standardError
    case standardOutput
    case file(path: String)
    case systemLog
}
