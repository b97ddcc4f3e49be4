using Wattline.Firmware.Meters.Dlms;
using Wattline.Firmware.Meters.Exchange;
using Wattline.Firmware.Ports;
using Wattline.Simulators.Meters.Dlms;
using Wattline.Simulators.Meters.Load;
using Wattline.Tests.Shared.Vectors;
using Xunit;

namespace Wattline.Tests.Vectors;

/// <summary>DLMS/COSEM: firmware's client and simulated meters on one line, and what goes wrong there.</summary>
public sealed class DlmsTests : IDisposable
{
    private static readonly byte[] _energy = [1, 0, 1, 8, 0, 255];
    private static readonly byte[] _profile = [1, 0, 99, 1, 0, 255];
    private static readonly byte[] _disconnector = [0, 0, 96, 3, 10, 255];
    private static readonly byte[] _clock = [0, 0, 1, 0, 0, 255];
    private static readonly byte[] _encryption = Convert.FromHexString("000102030405060708090A0B0C0D0E0F");
    private static readonly byte[] _authentication = Convert.FromHexString("D0D1D2D3D4D5D6D7D8D9DADBDCDDDEDF");

    private readonly PretendKeys _keys = new(_encryption, _authentication) { Password = "12345678"u8.ToArray() };
    private DlmsMeter _meter = null!;
    private SlaveLine _line = null!;
    private DlmsMaster _master = null!;
    private DlmsAssociation _association = null!;

    public void Dispose() => _keys.Dispose();

    public static TheoryData<string> All() => [.. VectorFile.Load("dlms-hdlc").Where(v => v.Frames[0][0] is 0x7E or 0xA0).Select(v => v.Id)];

    [Theory]
    [MemberData(nameof(All))]
    public void Firmware_takes_the_frames_that_are_good_and_no_other(string id)
    {
        var vector = VectorFile.Load("dlms-hdlc").Single(v => v.Id == id);
        int[] rejects = new int[FrameReject.Count];
        var scanner = new FrameScanner(new HdlcShape(), HdlcLimits.ScanBytes, rejects, -1);
        scanner.Feed(vector.Frame, 0, vector.Frame.Length);
        int found = 0;
        do
        {
            while (scanner.TryRead())
            {
                found++;
            }

            scanner.Flush();
        }
        while (scanner.Pending);

        // A good frame whose APDU is not one is the association's business.
        bool isGood = vector.Valid || vector.Refuse == "content";
        Assert.Equal(isGood, found > 0);
        Assert.Equal(vector.Refuse is "crc" or "end", rejects[FrameReject.BadChecksum] + rejects[FrameReject.BadEnd] > 0 && !isGood);
    }

    [Theory]
    [InlineData(DlmsAssociation.NoMechanism, 0, 1)]
    [InlineData(DlmsAssociation.Password, 0, 2)]
    [InlineData(DlmsAssociation.Gmac, 0, 4)]
    [InlineData(DlmsAssociation.Gmac, 0x30, 1)]
    public void A_register_is_read_with_its_scaler_whatever_the_security(int mechanism, int control, int addressBytes)
    {
        Put(mechanism, control, addressBytes);
        Assert.Equal(ExchangeOutcome.Answered, Open());
        Assert.Equal(ExchangeOutcome.Answered, Get(3, _energy, 2));
        Assert.Equal("0600" + "12D687", Convert.ToHexString(_master.Data, 0, _master.DataLength));
        Assert.Equal(ExchangeOutcome.Answered, Get(3, _energy, 3));
        Assert.Equal("02020F00161E", Convert.ToHexString(_master.Data, 0, _master.DataLength));
        _master.BeginClose(_line.Now);
        Assert.Equal((ExchangeOutcome.Answered, false), (_line.Finish(_master), _master.IsOpen));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0x30)]
    public void A_profile_comes_in_blocks_of_segments_and_is_whole(int control)
    {
        Put(DlmsAssociation.Gmac, control, 1);
        Open();
        Assert.Equal(ExchangeOutcome.Answered, Get(7, _profile, 2));
        Assert.Equal(96, Rows());
        Assert.True(_master.DataLength > 2 * 300);

        byte[] range = [1, .. Axdr.Structure(
            Axdr.Structure(Axdr.Unsigned16(8), Axdr.Octets(_clock), Axdr.Signed8(2), Axdr.Unsigned16(0)),
            Axdr.Moment(new DateTime(2026, 3, 1, 7, 0, 0)), Axdr.Moment(new DateTime(2026, 3, 1, 8, 0, 0)), Axdr.Array([]))];
        _master.BeginGet(7, _profile, 0, 2, range, range.Length, _line.Now);
        Assert.Equal(ExchangeOutcome.Answered, _line.Finish(_master));
        Assert.Equal(5, Rows());

        byte[] entries = [2, .. Axdr.Structure(Axdr.Unsigned32(95), Axdr.Unsigned32(0), Axdr.Unsigned16(1), Axdr.Unsigned16(0))];
        _master.BeginGet(7, _profile, 0, 2, entries, entries.Length, _line.Now);
        Assert.Equal(ExchangeOutcome.Answered, _line.Finish(_master));
        Assert.Equal(2, Rows());
    }

    [Fact]
    public void A_list_is_one_question_and_tells_each_result()
    {
        Put(DlmsAssociation.Gmac, 0x30, 1);
        Open();
        byte[] references = [0, 3, .. _energy, 2, 0, 3, 1, 0, 9, 9, 9, 255, 2, 0, 8, .. _clock, 2];
        _master.BeginGetList(references, 3, _line.Now);
        Assert.Equal((ExchangeOutcome.Answered, 3), (_line.Finish(_master), _master.ListCount));
        Assert.StartsWith("00060012D687" + "0104" + "00090C07EA0301", Convert.ToHexString(_master.Data, 0, _master.DataLength), StringComparison.Ordinal);
    }

    [Fact]
    public void The_clock_is_set_and_the_disconnector_obeys()
    {
        Put(DlmsAssociation.Gmac, 0x30, 1);
        Open();
        byte[] time = Axdr.Moment(new DateTime(2027, 1, 2, 3, 4, 5));
        _master.BeginSet(8, _clock, 0, 2, time, 0, time.Length, _line.Now);
        Assert.Equal(ExchangeOutcome.Answered, _line.Finish(_master));
        Assert.Equal(2027, _meter.Objects.Clock(_line.Now * 1000).Year);

        byte[] zero = Axdr.Signed8(0);
        _master.BeginAction(70, _disconnector, 0, 1, zero, 0, zero.Length, _line.Now);
        Assert.Equal((ExchangeOutcome.Answered, false), (_line.Finish(_master), _meter.Objects.IsConnected));
        _master.BeginAction(70, _disconnector, 0, 3, zero, 0, zero.Length, _line.Now);
        Assert.Equal((ExchangeOutcome.Refused, 4), (_line.Finish(_master), _master.Refusal));
        Assert.True(_master.IsOpen);
    }

    [Fact]
    public void What_is_denied_undefined_or_not_open_is_refused_with_its_word()
    {
        Put(DlmsAssociation.NoMechanism, 0, 1, client: 16);
        Assert.Equal(ExchangeOutcome.Answered, Open());
        Assert.Equal((ExchangeOutcome.Refused, 3), (Get(3, _energy, 2), _master.Refusal));
        Assert.Equal((ExchangeOutcome.Answered, 0), (Get(8, _clock, 2), _master.ListCount));

        // The public client may not set the clock.
        byte[] time = Axdr.Moment(new DateTime(2027, 1, 2, 3, 4, 5));
        _master.BeginSet(8, _clock, 0, 2, time, 0, time.Length, _line.Now);
        Assert.Equal((ExchangeOutcome.Refused, 3), (_line.Finish(_master), _master.Refusal));
        _master.BeginClose(_line.Now);
        _line.Finish(_master);
        Assert.Equal((ExchangeOutcome.Refused, DlmsMaster.LinkIsDown), (Get(8, _clock, 2), _master.Refusal));
    }

    [Fact]
    public void A_wrong_password_and_wrong_keys_open_nothing()
    {
        Put(DlmsAssociation.Password, 0, 1);
        _keys.Password = "00000000"u8.ToArray();
        Assert.Equal((ExchangeOutcome.Refused, 0x10D), (Open(), _master.Refusal));

        foreach (int control in new[] { 0, 0x30 })
        {
            Put(DlmsAssociation.Gmac, control, 1);
            using var wrong = new PretendKeys(new byte[16], _authentication);
            _master = new DlmsMaster(_line, wrong, new PretendEntropy());
            Assert.NotEqual(ExchangeOutcome.Answered, Open());
            Assert.False(_master.IsOpen);
            Assert.Equal(0, _master.DataLength);
        }
    }

    [Fact]
    public void A_counter_that_steps_back_is_refused_and_told()
    {
        Put(DlmsAssociation.Gmac, 0x30, 1);
        Open();
        Assert.Equal(ExchangeOutcome.Answered, Get(3, _energy, 2));
        _meter.Counter -= 2;
        Assert.Equal((ExchangeOutcome.Unauthenticated, true), (Get(3, _energy, 2), _master.CounterSteppedBack));
        Assert.Equal((false, 0), (_master.IsOpen, _master.DataLength));

        // Also at the next opening: what the meter once used is kept.
        _meter.Counter = 1;
        Assert.Equal((ExchangeOutcome.Unauthenticated, true), (Open(), _master.CounterSteppedBack));
    }

    [Fact]
    public void A_turned_bit_in_a_protected_answer_is_nobodys_word()
    {
        Put(DlmsAssociation.Gmac, 0x30, 1);
        Open();
        _line.Spoil = bytes =>
        {
            if (bytes.Length > 40)
            {
                // The frame's checks are right; the tag is not.
                bytes[30] ^= 1;
                ushort crc = DlmsMeter.Crc(bytes.AsSpan(1, bytes.Length - 4));
                (bytes[^3], bytes[^2]) = ((byte)crc, (byte)(crc >> 8));
            }

            return bytes;
        };
        Assert.Equal((ExchangeOutcome.Unauthenticated, 0), (Get(3, _energy, 2), _master.DataLength));
        Assert.Equal(1, _master.Rejects[FrameReject.Unauthenticated]);
    }

    [Theory]
    [InlineData("lost")]
    [InlineData("twice")]
    [InlineData("garbled")]
    [InlineData("noise")]
    public void A_segment_that_is_lost_or_comes_twice_leaves_no_gap(string what)
    {
        Put(DlmsAssociation.Gmac, 0, 1);
        Open();
        int frames = 0;
        _line.Spoil = bytes =>
        {
            frames++;
            return (what, frames % 3) switch
            {
                ("lost", 2) => [],
                ("twice", _) => [.. bytes, .. bytes],
                ("garbled", 2) => [.. bytes[..^4], (byte)(bytes[^4] ^ 0x10), .. bytes[^3..]],
                ("noise", _) => [0x7E, 0x7E, 0xA0, .. bytes, 0x00, 0xFF],
                _ => bytes,
            };
        };
        Assert.Equal(ExchangeOutcome.Answered, Get(7, _profile, 2));
        Assert.Equal(96, Rows());
        var profile = _meter.Objects.Get(7, "1.0.99.1.0.255", 2, null, false, 0, 0).Value;
        Assert.Equal(Convert.ToHexString(profile), Convert.ToHexString(_master.Data, 0, _master.DataLength));
    }

    [Fact]
    public void A_busy_meter_is_asked_again_and_has_no_value_until_it_answers()
    {
        Put(DlmsAssociation.Gmac, 0x30, 1);
        Open();
        _meter.Objects.BusyAnswers = 3;
        Assert.Equal(ExchangeOutcome.Answered, Get(3, _energy, 2));
        _meter.Objects.BusyAnswers = 100;
        Assert.Equal((ExchangeOutcome.Busy, 0), (Get(3, _energy, 2), _master.DataLength));
        Assert.True(_master.IsOpen);
    }

    [Fact]
    public void A_dead_meter_is_silent_and_the_association_is_gone()
    {
        Put(DlmsAssociation.Gmac, 0x30, 1);
        Open();
        _meter.IsDead = true;
        Assert.Equal((ExchangeOutcome.Silent, false), (Get(3, _energy, 2), _master.IsOpen));
        _meter.IsDead = false;
        Assert.Equal(ExchangeOutcome.Answered, Open());
    }

    [Theory]
    [InlineData(0x15)]
    [InlineData(0x19)]
    public void A_meter_that_is_not_ready_or_rejects_is_asked_again_and_gives_no_value_until_it_answers(int control)
    {
        Put(DlmsAssociation.Gmac, 0, 1);
        Open();
        byte[] head = [0xA0, 0x07, 0x03, 0x03, (byte)control];
        ushort crc = DlmsMeter.Crc(head);
        byte[] frame = [0x7E, .. head, (byte)crc, (byte)(crc >> 8), 0x7E];
        int left = 2;
        _line.Spoil = bytes => left-- > 0 ? frame : bytes;
        Assert.Equal(ExchangeOutcome.Answered, Get(3, _energy, 2));
        Assert.Equal("0600" + "12D687", Convert.ToHexString(_master.Data, 0, _master.DataLength));
        _line.Spoil = _ => frame;
        Assert.NotEqual(ExchangeOutcome.Answered, Get(3, _energy, 2));
        Assert.Equal(0, _master.DataLength);
    }

    [Fact]
    public void Our_own_words_are_no_answer()
    {
        Put(DlmsAssociation.Gmac, 0x30, 1);
        _line.Echo = true;
        Assert.Equal(ExchangeOutcome.Answered, Open());
        Assert.Equal(ExchangeOutcome.Answered, Get(3, _energy, 2));
        Assert.Equal(_line.Sent.Count, _master.Rejects[FrameReject.Echo]);
    }

    private void Put(int mechanism, int control, int addressBytes, int client = 1)
    {
        bool isSecure = mechanism == DlmsAssociation.Gmac || control != 0;
        _meter = new DlmsMeter(
            new DlmsSettings
            {
                AddressBytes = addressBytes,
                Password = mechanism == DlmsAssociation.Password ? "12345678" : "",
                EncryptionKey = isSecure ? _encryption : [],
                AuthenticationKey = isSecure ? _authentication : [],
            },
            new MeteredLoad(new LoadProfile([0]), startWattHours: 1_234_567));
        _line = new SlaveLine(_meter, 9600, 10);
        _master = new DlmsMaster(_line, _keys, new PretendEntropy());
        _association = new DlmsAssociation
        {
            Client = client,
            Physical = 17,
            AddressBytes = addressBytes,
            Mechanism = mechanism,
            PasswordKey = 2,
            EncryptionKey = 0,
            AuthenticationKey = 1,
            Control = control,
        };
        "GWT\0\0\0\0\u0001"u8.ToArray().CopyTo(_association.Title, 0);
    }

    private int Open()
    {
        _master.BeginOpen(_association, 9600, _line.Now);
        return _line.Finish(_master);
    }

    private int Get(int classId, byte[] obis, int attribute)
    {
        _master.BeginGet(classId, obis, 0, attribute, null!, 0, _line.Now);
        return _line.Finish(_master);
    }

    private int Rows()
    {
        var reader = new AxdrReader();
        reader.Begin(_master.Data, 0, _master.DataLength);
        Assert.True(reader.Read());
        int rows = reader.Count;
        for (int i = 0; i < rows; i++)
        {
            Assert.True(reader.Skip());
        }

        Assert.Equal(0, reader.Left);
        return rows;
    }

    private sealed class PretendEntropy : IEntropy
    {
        private readonly Random _random = new(7);

        public void Fill(byte[] buffer, int offset, int count) => _random.NextBytes(buffer.AsSpan(offset, count));
    }
}
