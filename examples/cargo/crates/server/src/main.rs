fn main() {
    println!("{}", weather_core::forecast());
}
