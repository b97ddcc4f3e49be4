using Wattline.Gateway.Domain;

namespace Wattline.Cloud.Contracts;

/// <summary>The fields that one type of event has beyond those of the envelope.</summary>
internal interface IDataFields
{
    /// <summary>The stream that such events come in; null for any.</summary>
    StreamId? Stream { get; }

    /// <summary>What is being filled.</summary>
    Message Message { get; }

    /// <summary>The fields, in the order of their bits from <see cref="DataReader.FirstOwnBit"/>.</summary>
    IReadOnlyList<string> Names { get; }

    /// <summary>Bits of fields that may be absent.</summary>
    uint Optional => 0;

    /// <summary>Reads the property just named, if it is one of these; a bad value is the reader's fault.</summary>
    bool TryRead(ref StrictJson json, ref uint seen);

    /// <summary>Looks at what only the whole can tell.</summary>
    void Check(ref StrictJson json);
}
