package import BrokerCore
import CLinux
import Glibc
import Synchronization

/// The broker's log lines, in mosquitto's form: seconds since the epoch, a colon, the text.
package final class BrokerLog: Sendable {
    private let settings: LoggingSettings
    /// File descriptors to write to.
    private let descriptors: [Int32]
    private let writesSystemLog: Bool

    /// Opens the destinations.
    /// - Throws: the file that cannot be opened, and why.
    package init(_ settings: LoggingSettings) throws(LogFault) {
        self.settings = settings
        var descriptors: [Int32] = []
        var writesSystemLog = false
        for destination in settings.destinations {
            switch destination {
            case .standardError: descriptors.append(STDERR_FILENO)
            case .standardOutput: descriptors.append(STDOUT_FILENO)
            case .systemLog: writesSystemLog = true
            case .file(let path):
                let descriptor = unsafe open(
                    path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0o640)
                if descriptor < 0 { throw LogFault(path: path, errorNumber: errno) }
                descriptors.append(descriptor)
            }
        }
        self.descriptors = descriptors
        self.writesSystemLog = writesSystemLog
    }

    deinit {
        for descriptor in descriptors where descriptor > STDERR_FILENO { close(descriptor) }
    }

    /// The kinds of lines that are written anywhere.
    var types: LogTypes { settings.destinations.isEmpty ? [] : settings.types }

    /// Writes the lines whose kind is wanted, all with one system call per destination, so that
    /// lines of several threads do not mix.
    package func write(_ lines: [(type: LogTypes, text: String)]) {
        let wanted = lines.filter { settings.types.contains($0.type) }
        if wanted.isEmpty { return }
        let prefix = timestamp
        var text = ""
        for line in wanted {
            for part in line.text.split(separator: "\n", omittingEmptySubsequences: false) {
                text += prefix
                text += Self.escaped(part)
                text += "\n"
            }
        }
        for descriptor in descriptors { Self.write(text, to: descriptor) }
        if writesSystemLog {
            for line in wanted {
                // Proof: Swift lends the text, ended with zero, for the call.
                unsafe clinux_write_system_log(line.text)
            }
        }
    }

    private var timestamp: String {
        switch settings.timestamp {
        case .none: return ""
        case .epochSeconds: return "\(time(nil)): "
        case .format(let format):
            var now = time(nil)
            var parts = unsafe tm()
            _ = unsafe localtime_r(&now, &parts)
            var buffer = [CChar](repeating: 0, count: 256)
            let count = unsafe strftime(&buffer, buffer.count, format, &parts)
            let bytes = buffer[..<count].map { UInt8(bitPattern: $0) }
            return String(decoding: bytes, as: UTF8.self) + ": "
        }
    }

    /// Control characters from the wire must not act on a terminal; the tab in front of a filter
    /// may.
    private static func escaped(_ text: Substring) -> String {
        if !text.unicodeScalars.contains(where: {
            $0.value < 0x20 && $0 != "\t" || $0.value == 0x7F
        }) {
            return String(text)
        }
        return text.unicodeScalars.reduce(into: "") { result, scalar in
            if (scalar.value < 0x20 && scalar != "\t") || scalar.value == 0x7F {
                result += "\\x" + (scalar.value < 16 ? "0" : "") + String(scalar.value, radix: 16)
            } else {
                result.unicodeScalars.append(scalar)
            }
        }
    }

    private static func write(_ text: String, to descriptor: Int32) {
        var text = text
        text.withUTF8 { bytes in
            var offset = 0
            while offset < bytes.count {
                guard let base = bytes.baseAddress else { return }
                // Proof: the range offset..<count lies in the buffer that is lent to this closure.
                let written = unsafe Glibc.write(
                    descriptor, base + offset, bytes.count - offset)
                if written < 0 {
                    if errno == EINTR { continue }
                    return  // a full disk or a closed pipe must not stop the broker
                }
                offset += written
            }
        }
    }
}

/// A log file that cannot be opened.
package struct LogFault: Error, CustomStringConvertible {
    let path: String
    let errorNumber: Int32

    package var description: String {
        unsafe "log file \(path): \(String(cString: strerror(errorNumber)))"
    }
}
