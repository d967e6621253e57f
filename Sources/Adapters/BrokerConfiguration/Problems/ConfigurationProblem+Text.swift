extension ConfigurationProblem {
    /// The problem as one line for the operator, in mosquitto's words where it has some.
    package var text: String {
        let line = place.line.map { ":\($0)" } ?? ""
        return "\(place.file)\(line): \(isError ? "Error" : "Warning"): \(sentence)"
    }

    private var sentence: String {
        switch reason {
        case .unknownOption(let nearest):
            "Unknown configuration variable '\(option)'."
                + (nearest.map { " Did you mean '\($0)'?" } ?? "")
        case .emptyValue: "Empty '\(option)' value in configuration."
        case .duplicateValue: "Duplicate '\(option)' value in configuration."
        case .invalidValue(let value): "Invalid '\(option)' value (\(value))."
        case .notANumber: "'\(option)' value not a number."
        case .belowMinimum(let minimum): "'\(option)' must be >= \(minimum)."
        case .aboveMaximum(let maximum): "'\(option)' must be <= \(maximum)."
        case .outside(let range):
            "'\(option)' must be between \(range.lowerBound) and \(range.upperBound) inclusive."
        case .tooLong(let bytesMax): "'\(option)' length must be <= \(bytesMax)."
        case .malformedUTF8: "Malformed UTF-8 in configuration."
        case .unreadableFile(let cause): "Unable to open config file '\(option)'. \(cause)."
        case .unreadableFolder(let cause): "Unable to open include_dir '\(option)'. \(cause)."
        default: sentenceAboutItsPlace ?? sentenceAboutItsEffect
        }
    }

    private var sentenceAboutItsPlace: String? {
        switch reason {
        case .requiresListener: "The '\(option)' option requires a listener to be defined first."
        case .requiresBridge: "The '\(option)' option requires a bridge to be defined first."
        case .requiresPlugin:
            "The '\(option)' option requires plugin/global_plugin/plugin_load to be defined first."
        case .invalidPluginOption: "Invalid '\(option)' config option."
        case .portZeroWithoutPath: "A listener with port 0 must provide a Unix socket path."
        case .perListenerSettingsTooLate:
            "per_listener_settings must be set before any other security settings."
        case .requiresOption(let other):
            "The '\(option)' option requires '\(other)' on the same listener."
        default: nil
        }
    }

    private var sentenceAboutItsEffect: String {
        switch reason {
        case .unsupported(let why): "The '\(option)' option is not supported yet: \(why)."
        case .ignored(let why): "The '\(option)' option has no effect: \(why)."
        case .deprecated(let instead):
            "The '\(option)' option is deprecated. Please use '\(instead)' instead."
        case .raisedTLSVersion(let version):
            "'\(option)' \(version) is outdated (RFC 8996); TLS 1.2 or later is spoken instead."
        case .nobodyMayConnect:
            "No client can connect to this listener: anonymous clients are not allowed, and"
                + " neither 'password_file' nor 'scram_file' nor a required certificate identity"
                + " names users."
        default: "The '\(option)' option cannot be used."
        }
    }
}
