using Wattline.Cloud.EventHubs.Performatives;

namespace Wattline.Cloud.EventHubs.Client;

/// <summary>Conditions and what they ask for.</summary>
public static class Failures
{
    /// <summary>The kind of an error; none at all is a peer that went.</summary>
    public static FailureKind KindOf(AmqpError? error) => error?.Condition switch
    {
        ErrorCondition.ServerBusy => FailureKind.Busy,
        ErrorCondition.MessageSizeExceeded => FailureKind.TooLarge,
        ErrorCondition.NotFound or ErrorCondition.EntityDisabled or ErrorCondition.ResourceDeleted or ErrorCondition.ArgumentOutOfRange => FailureKind.NotFound,
        ErrorCondition.UnauthorizedAccess => FailureKind.Unauthorized,
        ErrorCondition.ResourceLimitExceeded => FailureKind.Quota,
        ErrorCondition.LinkStolen or ErrorCondition.ProducerEpochStolen => FailureKind.Stolen,
        ErrorCondition.DecodeError or ErrorCondition.InvalidField or ErrorCondition.NotAllowed or ErrorCondition.NotImplemented
            or ErrorCondition.ArgumentError or ErrorCondition.OutOfOrderSequence => FailureKind.Refused,
        _ => FailureKind.Transient,
    };

    /// <summary>Whether somebody has to do something before another try makes sense.</summary>
    public static bool OpensCircuit(FailureKind kind) => kind is FailureKind.NotFound or FailureKind.Unauthorized or FailureKind.Quota;
}
