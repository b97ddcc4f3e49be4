namespace Wattline.Cloud.EventHubs.Types;

/// <content>Lists, maps, descriptors, fields.</content>
public ref partial struct AmqpReader
{
    /// <summary>Enters a list.</summary>
    /// <param name="end">Where it ends, for <see cref="EndList"/>.</param>
    /// <returns>How many items it has: never more than it has bytes.</returns>
    public int ReadList(out int end) => EnterList(Code(), out end);

    /// <summary>Enters a map.</summary>
    /// <returns>How many keys and values it has together: an even number.</returns>
    public int ReadMap(out int end) => EnterMap(Code(), out end);

    private int EnterList(byte code, out int end)
    {
        end = Position;
        switch (code)
        {
            case FormatCode.List0:
                return 0;
            case FormatCode.List8:
            case FormatCode.List32:
                return Enter(code == FormatCode.List8 ? 1 : 4, out end);
            default:
                Fail(AmqpFault.WrongType);
                return 0;
        }
    }

    private int EnterMap(byte code, out int end)
    {
        end = Position;
        if (code is not (FormatCode.Map8 or FormatCode.Map32))
        {
            Fail(AmqpFault.WrongType);
            return 0;
        }
        int count = Enter(code == FormatCode.Map8 ? 1 : 4, out end);
        if (count % 2 != 0)
        {
            Fail(AmqpFault.OddMap);
            return 0;
        }
        return count;
    }

    /// <summary>Leaves a list or a map whose items were all read, or passes those that are left.</summary>
    public void EndList(int end, int left = 0)
    {
        for (; left > 0 && !Failed; left--)
        {
            Skip();
        }
        if (!Failed && Position != end)
        {
            Fail(AmqpFault.BadSize);
        }
    }

    /// <summary>Whether the next field of a list is there: the list goes on and the field is not null (1.4: a trailing field may be left out).</summary>
    public bool Next(ref int left)
    {
        if (left == 0)
        {
            return false;
        }
        left--;
        return !TryReadNull() && !Failed;
    }

    /// <summary>Reads a descriptor: its number, or the one that belongs to its symbol.</summary>
    /// <returns>0 for a symbol that the standard does not have.</returns>
    public ulong ReadDescriptor()
    {
        if (Code() != FormatCode.Described)
        {
            Fail(AmqpFault.WrongType);
            return 0;
        }
        return Peek() switch
        {
            AmqpType.ULong => ReadULong(),
            AmqpType.Symbol => Descriptors.OfSymbol(ReadAscii()),
            _ => SkipDescriptor(),
        };
    }

    /// <summary>Passes one value, of whatever type. What lies inside a compound is not looked at.</summary>
    public void Skip() => Skip(0);

    private void Skip(int depth)
    {
        byte code = Code();
        if (code != FormatCode.Described)
        {
            SkipBody(code);
            return;
        }
        if (depth >= AmqpLimits.DepthMax)
        {
            Fail(AmqpFault.TooDeep);
            return;
        }
        Skip(depth + 1);
        Skip(depth + 1);
    }

    private ulong SkipDescriptor()
    {
        Skip();
        return 0;
    }

    /// <summary>The high half of a constructor tells the width (1.2.2).</summary>
    private void SkipBody(byte code)
    {
        if (FormatCode.TypeOf(code) is null)
        {
            Fail(AmqpFault.UnknownCode);
            return;
        }
        Take((code >> 4) switch
        {
            0x4 => 0,
            0x5 => 1,
            0x6 => 2,
            0x7 => 4,
            0x8 => 8,
            0x9 => 16,
            0xA or 0xC or 0xE => Size(1),
            _ => Size(4),
        });
    }

    private int Enter(int width, out int end)
    {
        int size = Size(width);
        end = Position;
        if (Failed)
        {
            return 0;
        }
        if (size > _bytes.Length - Position)
        {
            Fail(AmqpFault.Truncated);
            return 0;
        }
        end = Position + size;
        if (size < width)
        {
            Fail(AmqpFault.BadSize);
            return 0;
        }
        int count = Size(width);
        if (!Failed && count > end - Position)
        {
            Fail(AmqpFault.TooMany);
            return 0;
        }
        return count;
    }
}
