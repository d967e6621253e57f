/// Why an option is not taken as it was written.
package enum ProblemReason: Error, Hashable, Sendable {
    /// No option has this name; the nearest one that exists.
    case unknownOption(nearest: String?)

    /// Nothing follows the name.
    case emptyValue

    /// The option stands twice where only one value can hold.
    case duplicateValue

    /// The value is none that the option has.
    case invalidValue(String)

    /// The value should be a whole number.
    case notANumber

    /// The number is too small.
    case belowMinimum(Int)

    /// The number is too large.
    case aboveMaximum(Int)

    /// The number is outside its bounds.
    case outside(ClosedRange<Int>)

    /// The text has more bytes than the option carries.
    case tooLong(bytesMax: Int)

    /// It describes a listener, and none was written above it.
    case requiresListener

    /// It describes a bridge, and none was written above it.
    case requiresBridge

    /// It describes a plugin, and none was written above it.
    case requiresPlugin

    /// A plugin option without a name of its own.
    case invalidPluginOption

    /// `listener 0` without a path.
    case portZeroWithoutPath

    /// `per_listener_settings` below an option whose reach it decides.
    case perListenerSettingsTooLate

    /// It means nothing on this listener without another option.
    case requiresOption(String)

    /// The line is no UTF-8.
    case malformedUTF8

    /// The configuration file cannot be read.
    case unreadableFile(cause: String)

    /// The folder of `include_dir` cannot be read.
    case unreadableFolder(cause: String)

    /// A known option that is not built, and why it is not passed over.
    case unsupported(why: String)

    /// A warning: the option has no effect here, and why that is harmless.
    case ignored(why: String)

    /// A warning: the option still works, another is meant to replace it.
    case deprecated(instead: String)

    /// A warning: an outdated TLS version was asked for, 1.2 is the oldest spoken.
    case raisedTLSVersion(from: String)

    /// A warning: the listener's rules let no client in.
    case nobodyMayConnect
}
