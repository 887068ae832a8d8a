import { Transform } from 'class-transformer';
import { IsInt, IsString, Length, Matches, Max, Min } from 'class-validator';

/** Body of `POST /orders`. */
export class PlaceOrderDto {
  @Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? value.trim() : value))
  @IsString({ message: 'product must be text.' })
  @Length(1, 80, { message: 'product must have 1 to 80 characters.' })
  // PostgreSQL cannot store NUL in a text, and control characters are not useful.
  @Matches(/^\P{Cc}*$/u, { message: 'product must be one line of text.' })
  product: string;

  @IsInt({ message: 'quantity must be a whole number.' })
  @Min(1, { message: 'quantity must be at least 1.' })
  @Max(99, { message: 'quantity must be at most 99.' })
  quantity: number;
}

/** An order on the wire. */
export interface OrderView {
  readonly id: string;
  readonly product: string;
  readonly quantity: number;
  readonly status: string;
  readonly buyer: string;
  readonly placedAt: string;
  readonly shippedAt: string | null;
  readonly shippedBy: string | null;
}
