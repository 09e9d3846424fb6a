using System.Collections;
using System.Globalization;
using System.Reflection;
using MessagePack;
using Perception.Client;

namespace Perception.Tests.Client;

/// <summary>Messages with a different value in every field, made from the contract itself, so that no field can be forgotten.</summary>
internal sealed class SampleMessages
{
    private static readonly string[] Texts = ["", "front", "\"\\/\b\f\n\r\t\u0001\u007f", "\u00e4\u00df\u4e16\U0001f600", "\u2028</a>'&+"];

    private readonly Random? _random;
    private int _next;

    private SampleMessages(Random? random) => _random = random;

    public static TMessage Full<TMessage>() => (TMessage)new SampleMessages(null).Make(typeof(TMessage), 2);

    /// <summary>Any values that the contract allows, extreme ones and enumerators of later releases included; lists of any length up to 3, and absent fields.</summary>
    public static TMessage Any<TMessage>(Random random) => (TMessage)new SampleMessages(random).Make(typeof(TMessage), 2);

    private object Make(Type type, int listLength)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        _next++;
        if (type.IsEnum)
        {
            Array values = Enum.GetValues(type);
            return _random?.Next(4) == 0 ? Enum.ToObject(type, (byte)_random.Next(256)) : values.GetValue(_next % values.Length)!;
        }

        if (type.IsGenericType)
        {
            IList list = (IList)Activator.CreateInstance(type)!;
            int length = _random?.Next(4) ?? listLength;
            for (int i = 0; i < length; i++)
            {
                list.Add(Make(type.GetGenericArguments()[0], listLength));
            }

            return list;
        }

        return _random is null ? Value(type, listLength) : AnyValue(type, _random);
    }

    private object Value(Type type, int listLength) =>
        Type.GetTypeCode(type) switch
        {
            TypeCode.Boolean => true,
            TypeCode.Int32 => 100_000 + _next,
            TypeCode.Int64 => 10_000_000_000 + _next,
            TypeCode.Single => _next + 0.3f,
            TypeCode.Double => _next + (1.0 / 3),
            TypeCode.String => string.Create(CultureInfo.InvariantCulture, $"text {_next} \u00e4\u4e16"),
            _ => MakeMessage(type, listLength),
        };

    private object AnyValue(Type type, Random random) =>
        Type.GetTypeCode(type) switch
        {
            TypeCode.Boolean => random.Next(2) == 0,
            TypeCode.Int32 => (int)random.NextInt64(int.MinValue, int.MaxValue + 1L) >> random.Next(32),
            TypeCode.Int64 => random.NextInt64(long.MinValue, long.MaxValue) >> random.Next(64),
            TypeCode.Single => Finite(() => BitConverter.Int32BitsToSingle((int)random.NextInt64()), float.IsFinite),
            TypeCode.Double => Finite(() => BitConverter.Int64BitsToDouble(random.NextInt64(long.MinValue, long.MaxValue)), double.IsFinite),
            TypeCode.String => string.Concat(random.GetItems(Texts, 2)),
            _ => MakeMessage(type, 2),
        };

    private static T Finite<T>(Func<T> draw, Func<T, bool> isFinite)
    {
        T value = draw();
        return isFinite(value) ? value : Finite(draw, isFinite);
    }

    private object MakeMessage(Type type, int listLength)
    {
        if (type == typeof(PointMessage))
        {
            return _random is null
                ? new PointMessage(_next + 0.1f, _next + 0.7f)
                : new PointMessage((float)AnyValue(typeof(float), _random), (float)AnyValue(typeof(float), _random));
        }

        object message = Activator.CreateInstance(type)!;
        NullabilityInfoContext nullability = new();
        foreach (PropertyInfo property in type.GetProperties().Where(property => property.GetCustomAttribute<KeyAttribute>() is not null))
        {
            bool isAbsent = _random?.Next(4) == 0 && nullability.Create(property).WriteState == NullabilityState.Nullable;
            property.SetValue(message, isAbsent ? null : Make(property.PropertyType, listLength));
        }

        return message;
    }
}
