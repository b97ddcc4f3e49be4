namespace Wattline.Cloud.EventHubs.Performatives;

/// <summary>Conditions of the standard (2.8.15..2.8.18) and of Event Hubs.</summary>
public static class ErrorCondition
{
    /// <summary>Something broke on the other side; worth another try.</summary>
    public const string InternalError = "amqp:internal-error";

    /// <summary>No such entity.</summary>
    public const string NotFound = "amqp:not-found";

    /// <summary>The token is absent, wrong or over.</summary>
    public const string UnauthorizedAccess = "amqp:unauthorized-access";

    /// <summary>Bytes that are not a value.</summary>
    public const string DecodeError = "amqp:decode-error";

    /// <summary>More than the other side gives anybody.</summary>
    public const string ResourceLimitExceeded = "amqp:resource-limit-exceeded";

    /// <summary>Not allowed here, whatever the token.</summary>
    public const string NotAllowed = "amqp:not-allowed";

    /// <summary>A field whose value makes no sense.</summary>
    public const string InvalidField = "amqp:invalid-field";

    /// <summary>A part of the standard that the other side does not have.</summary>
    public const string NotImplemented = "amqp:not-implemented";

    /// <summary>Somebody else has it.</summary>
    public const string ResourceLocked = "amqp:resource-locked";

    /// <summary>It went away meanwhile.</summary>
    public const string ResourceDeleted = "amqp:resource-deleted";

    /// <summary>A move that the state does not permit.</summary>
    public const string IllegalState = "amqp:illegal-state";

    /// <summary>The operator or a restart closed the connection.</summary>
    public const string ConnectionForced = "amqp:connection:forced";

    /// <summary>Bytes that are not a frame.</summary>
    public const string FramingError = "amqp:connection:framing-error";

    /// <summary>More transfers than the session's window has.</summary>
    public const string WindowViolation = "amqp:session:window-violation";

    /// <summary>A handle that no link has.</summary>
    public const string UnattachedHandle = "amqp:session:unattached-handle";

    /// <summary>A handle that a link has already.</summary>
    public const string HandleInUse = "amqp:session:handle-in-use";

    /// <summary>The operator or a restart detached the link.</summary>
    public const string DetachForced = "amqp:link:detach-forced";

    /// <summary>More messages than there was credit.</summary>
    public const string TransferLimitExceeded = "amqp:link:transfer-limit-exceeded";

    /// <summary>A message larger than the link takes.</summary>
    public const string MessageSizeExceeded = "amqp:link:message-size-exceeded";

    /// <summary>Another receiver of a higher owner level came, or a link of the same name.</summary>
    public const string LinkStolen = "amqp:link:stolen";

    /// <summary>More than the throughput units carry.</summary>
    public const string ServerBusy = "com.microsoft:server-busy";

    /// <summary>The service did not answer itself in time.</summary>
    public const string Timeout = "com.microsoft:timeout";

    /// <summary>The service is stopping.</summary>
    public const string OperationCancelled = "com.microsoft:operation-cancelled";

    /// <summary>A value that is out of its range.</summary>
    public const string ArgumentOutOfRange = "com.microsoft:argument-out-of-range";

    /// <summary>A value that is wrong.</summary>
    public const string ArgumentError = "com.microsoft:argument-error";

    /// <summary>The entity may not be used for this.</summary>
    public const string EntityDisabled = "com.microsoft:entity-disabled";

    /// <summary>A sequence number of an idempotent producer that does not follow.</summary>
    public const string OutOfOrderSequence = "com.microsoft:out-of-order-sequence";

    /// <summary>Another producer took the group's identity with a higher epoch.</summary>
    public const string ProducerEpochStolen = "com.microsoft:producer-epoch-stolen";
}
